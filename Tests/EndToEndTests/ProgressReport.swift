import Foundation

/// A progress report as `ocop --json report progress` prints it, read with nothing but a JSON parser.
struct ProgressReport {
  /// A row's figures by name; a share is "numerator/denominator".
  struct Row: Equatable, CustomStringConvertible {
    let kind: String
    let phase: String
    let unit: String
    let figures: [String: String]
    var description: String { "\(kind) \(phase)/\(unit) \(figures.sorted { $0.key < $1.key })" }
  }

  let rows: [Row]
  let object: [String: Any]

  /// Thrown when the text is not a report.
  struct NotAReport: Error { let text: String }

  init(json text: String) throws {
    guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let rows = object["rows"] as? [[String: Any]]
    else { throw NotAReport(text: text) }
    self.object = object
    self.rows = rows.map(Self.row)
  }

  /// Reads what `recompute_progress.py` prints: the same figures, with bare numerators.
  init(recount text: String) throws {
    guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let rows = object["rows"] as? [[String: Any]]
    else { throw NotAReport(text: text) }
    self.object = object
    self.rows = rows.map(Self.recountedRow)
  }

  /// The row of a unit, a phase ("" for the unit), or everything (both "").
  func row(phase: String = "", unit: String = "") -> Row? {
    rows.first { $0.phase == phase && $0.unit == unit && $0.kind != "ROW_KIND_UNDETERMINED" }
  }

  private static func row(_ object: [String: Any]) -> Row {
    let figures = object["figures"] as? [String: Any] ?? [:]
    var flat: [String: String] = [:]
    for name in ["products_recognised", "producers", "products_out_of_season"] {
      flat[name] = number(figures[name])
    }
    for name in [
      "producers_with_store", "producers_with_payment_account", "products_listed_any_floor",
      "products_listed_both_floors",
    ] {
      flat[name] = share(figures[name])
    }
    for floor in figures["products_listed_by_floor"] as? [[String: Any]] ?? [] {
      flat["products_listed_on_\(floor["floor_id"] ?? "?")"] = share(floor["listed"])
    }
    let sales = figures["sales"] as? [String: Any] ?? [:]
    for name in ["order_count", "revenue_dong", "cancelled_count", "returned_count"] {
      flat[name] = number(sales[name])
    }
    for quantity in sales["quantities"] as? [[String: Any]] ?? [] {
      flat["quantity_\(quantity["unit_of_sale"] ?? "?")_thousandths"] = number(quantity["thousandths"])
    }
    return Row(
      kind: object["kind"] as? String ?? "",
      phase: object["phase_id"] as? String ?? "",
      unit: object["unit_code"] as? String ?? "",
      figures: flat
    )
  }

  private static func recountedRow(_ object: [String: Any]) -> Row {
    var flat: [String: String] = [:]
    for name in [
      "products_recognised", "producers", "products_out_of_season", "order_count", "revenue_dong", "cancelled_count",
      "returned_count",
    ] {
      flat[name] = number(object[name])
    }
    for (names, denominator) in [
      (["producers_with_store", "producers_with_payment_account"], "producers"),
      (["products_listed_any_floor", "products_listed_both_floors"], "products_recognised"),
    ] {
      for name in names { flat[name] = "\(number(object[name]))/\(number(object[denominator]))" }
    }
    for (floor, listed) in object["products_listed_by_floor"] as? [String: Any] ?? [:] {
      flat["products_listed_on_\(floor)"] = "\(listed)/\(number(object["products_recognised"]))"
    }
    for (unit, thousandths) in object["quantities"] as? [String: Any] ?? [:] {
      flat["quantity_\(unit)_thousandths"] = "\(thousandths)"
    }
    return Row(
      kind: object["kind"] as? String ?? "",
      phase: object["phase_id"] as? String ?? "",
      unit: object["unit_code"] as? String ?? "",
      figures: flat
    )
  }

  /// 64-bit numbers are strings in protobuf's JSON; an absent one is zero.
  private static func number(_ value: Any?) -> String {
    value.map { "\($0)" } ?? "0"
  }

  private static func share(_ value: Any?) -> String {
    let share = value as? [String: Any] ?? [:]
    return "\(number(share["numerator"]))/\(number(share["denominator"]))"
  }
}
