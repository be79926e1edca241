import DomainPrimitives
import Foundation

/// The Lạng Sơn sample in the repository.
enum SampleFolder {
  static let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/sample")

  static func rows(_ name: String) throws -> [[String: String]] {
    try CSVFile.rows(of: url.appending(path: "\(name).csv"))
  }

  /// The real units and what became of them, on all three editions.
  static func geography() throws -> AdministrativeGeography {
    let kinds: [String: UnitKind] = [
      "province": .province, "city": .city, "district": .district, "ward": .ward, "township": .township,
      "commune": .commune,
    ]
    let units = try rows("administrative_units").map { row in
      AdministrativeUnit(
        key: UnitKey(code: row["code"] ?? "", validFrom: day(row["valid_from"] ?? "")),
        name: row["name"] ?? "",
        kind: kinds[row["kind"] ?? ""] ?? .commune,
        parentCode: row["parent_code"].flatMap { $0.isEmpty ? nil : $0 },
        validTo: row["valid_to"].flatMap { $0.isEmpty ? nil : day($0) }
      )
    }
    let successions = try rows("unit_successions").map { row in
      UnitSuccession(
        from: UnitKey(code: row["from_code"] ?? "", validFrom: day(row["from_valid_from"] ?? "")),
        to: UnitKey(code: row["to_code"] ?? "", validFrom: day(row["to_valid_from"] ?? "")),
        change: row["change"] == "split" ? .split : .merged
      )
    }
    return AdministrativeGeography(units: units, successions: successions)
  }
}
