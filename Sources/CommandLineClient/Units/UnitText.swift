import ClientKit
import Messages

/// Administrative units for people.
enum UnitText {
  /// A table of units.
  static func table(_ units: [RegistryV1.AdministrativeUnit]) -> String {
    var table = TextTable([
      TextTable.Column("code"), TextTable.Column("name"), TextTable.Column("kind"), TextTable.Column("from"),
      TextTable.Column("to before"),
    ])
    for unit in units {
      table.append([
        unit.code, unit.name, RegistryV1.UnitKind.descriptor.shortName(of: unit.kind.rawValue), unit.validFrom,
        unit.validTo,
      ])
    }
    return table.rendered()
  }

  /// All that is known of a unit.
  static func description(of details: RegistryV1.UnitDetails) -> String {
    var lines = [
      details.path,
      "code \(details.unit?.code ?? ""), \(days(details.unit)); told for \(details.on)",
      "\(details.children.count) units directly below, \(details.descendantCount) on all levels",
    ]
    lines += details.cameFrom.map { "came from \(text(of: $0))" }
    lines += details.became.map { "became \(text(of: $0))" }
    lines += details.sameCode.map { "the code also stands for \($0.name), \(days($0))" }
    return lines.map { $0.printable + "\n" }.joined()
  }

  /// What became of a unit.
  static func fate(of details: RegistryV1.UnitDetails) -> String {
    let name = "\(details.unit?.name ?? "") \(details.unit?.code ?? "")@\(details.unit?.validFrom ?? "")"
    var lines = [name]
    if details.became.isEmpty {
      lines.append(
        details.unit?.validTo.isEmpty == true
          ? "  in force" : "  ended before \(details.unit?.validTo ?? ""); nothing is recorded of what it became"
      )
    }
    lines += details.became.map { "  \(text(of: $0))" }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private static func text(of change: RegistryV1.UnitChange) -> String {
    let edge = change.succession
    let part = edge?.change == .split ? "a part" : "all"
    let unit = change.unit.map { "\($0.name) \($0.code)@\($0.validFrom)" } ?? "a unit that is not known"
    let basis = edge.map { $0.legalBasis.isEmpty ? "" : " (\($0.legalBasis))" } ?? ""
    return "\(unit): \(part) of it\(basis)"
  }

  private static func days(_ unit: RegistryV1.AdministrativeUnit?) -> String {
    guard let unit else { return "" }
    return unit.validTo.isEmpty ? "from \(unit.validFrom)" : "\(unit.validFrom) to before \(unit.validTo)"
  }
}
