import ClientKit
import Messages

/// Targets beside what was reached, as a table.
struct TargetsText {
  /// Widest a cell gets on a terminal.
  private static let cellWidthMax = 34

  private let words: ReportWords

  init(_ words: ReportWords) {
    self.words = words
  }

  /// One row for each target.
  func table(_ targets: [ReportingV1.TargetComparison]) -> String {
    var table = TextTable(
      [
        TextTable.Column(words("Giai đoạn", "phase")), TextTable.Column(words("Đơn vị", "unit")),
        TextTable.Column(words("Chỉ tiêu", "indicator")),
        TextTable.Column(words("Mục tiêu", "target"), alignment: .right),
        TextTable.Column(words("Kết quả", "actual"), alignment: .right),
        TextTable.Column(words("Đạt", "reached")), TextTable.Column(words("Căn cứ", "source")),
      ],
      cellWidthMax: Self.cellWidthMax
    )
    for comparison in targets { table.append(cells(of: comparison)) }
    return table.rendered()
  }

  /// How many are reached, and where to see them all.
  func summary(_ targets: [ReportingV1.TargetComparison]) -> String {
    let reached = words.number(targets.count { $0.reached })
    let count = words.number(targets.count)
    return words("Mục tiêu", "targets") + ": \(reached)/\(count) " + words("đạt", "reached")
      + " (ocop report targets)\n"
  }

  /// Those of the indicators that a report has.
  static func targets(of report: ReportingV1.Report) -> [ReportingV1.TargetComparison] {
    let ids = Set(report.indicators.map(\.indicatorID))
    return report.targets.filter { ids.contains(indicatorID(of: $0)) }
  }

  /// The catalogue's name of a target's indicator.
  static func indicatorID(of comparison: ReportingV1.TargetComparison) -> String {
    switch comparison.target?.indicator {
    case .productsListedBothFloors: "products_listed_every_floor"
    case let indicator: FigureArgument.name(of: indicator ?? .unspecified)
    }
  }

  /// Phase, unit, indicator, target, actual, reached or not, source.
  func cells(of comparison: ReportingV1.TargetComparison) -> [String] {
    let target = comparison.target ?? RegistryV1.CampaignTarget()
    let actual = comparison.actual ?? ReportingV1.Share()
    let unit =
      target.unitCode.isEmpty ? words("cả giai đoạn", "every unit") : "\(target.unitCode) \(comparison.unitName)"
    let reached = comparison.reached ? words("đạt", "yes") : words("chưa đạt", "not yet")
    return [
      comparison.phaseName.isEmpty ? target.phaseID : comparison.phaseName, unit.trimmed,
      Self.indicatorID(of: comparison), words.percent(UInt64(target.targetPercent), of: 100),
      words.share(actual.numerator, of: actual.denominator),
      actual.denominator == 0 ? ReportWords.nothing : reached, target.source,
    ]
  }
}
