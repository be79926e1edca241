import Messages

/// Targets beside what was reached, as a table.
struct TargetsText {
  private let words: ReportWords

  init(_ words: ReportWords) {
    self.words = words
  }

  /// One row for each target.
  func table(_ targets: [ReportingV1.TargetComparison]) -> String {
    var table = TextTable([
      TextTable.Column(words("Giai đoạn", "phase")), TextTable.Column(words("Đơn vị", "unit")),
      TextTable.Column(words("Chỉ tiêu", "indicator")),
      TextTable.Column(words("Mục tiêu", "target"), alignment: .right),
      TextTable.Column(words("Kết quả", "actual"), alignment: .right),
      TextTable.Column(words("Đạt", "reached")), TextTable.Column(words("Căn cứ", "source")),
    ])
    for comparison in targets { table.append(cells(of: comparison)) }
    return table.rendered()
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
      FigureArgument.name(of: target.indicator), words.percent(UInt64(target.targetPercent), of: 100),
      words.share(actual.numerator, of: actual.denominator),
      actual.denominator == 0 ? ReportWords.nothing : reached, target.source,
    ]
  }
}
