import ClientKit
import Messages

/// Published figures beside the counted ones.
struct ClaimsText {
  /// Widest a source gets on a terminal.
  private static let cellWidthMax = 56

  private let report: ReportingV1.ProgressReport
  private let words: ReportWords

  init(_ report: ReportingV1.ProgressReport, _ words: ReportWords) {
    self.report = report
    self.words = words
  }

  /// One row for each published figure, and what is to be done about its gap.
  func text() -> String {
    guard !report.claims.isEmpty else {
      return words("Chưa có số liệu công bố nào.", "No published figure is known.") + "\n"
    }
    var table = TextTable(
      [
        TextTable.Column(words("Đã công bố", "published")), TextTable.Column(words("Số", "value"), alignment: .right),
        TextTable.Column(words("Đếm được", "counted"), alignment: .right),
        TextTable.Column(words("Chênh", "gap"), alignment: .right), TextTable.Column(words("Chỉ tiêu", "indicator")),
        TextTable.Column(words("Phạm vi", "scope")), TextTable.Column(words("Ngày", "as of")),
        TextTable.Column(words("Nguồn", "source")),
      ],
      cellWidthMax: Self.cellWidthMax
    )
    var tasks: [String] = []
    for comparison in report.claims {
      let claim = comparison.claim ?? RegistryV1.PublishedClaim()
      table.append([
        "“\(claim.wording)”", words.number(claim.value), words.number(comparison.counted), gap(comparison),
        FigureArgument.name(of: claim.indicator),
        claim.phaseID.isEmpty ? words("cả chiến dịch", "whole campaign") : claim.phaseID, words.day(claim.asOf),
        claim.source,
      ])
      if let task = task(comparison) { tasks.append("  \(claim.claimID): \(task)".printable + "\n") }
    }
    let heading = words("Việc cần làm", "to do")
    return table.rendered() + (tasks.isEmpty ? "" : "\n\(heading):\n" + tasks.joined())
  }

  /// Counted less published; negative when fewer are counted.
  private static func difference(_ comparison: ReportingV1.ClaimComparison) -> Int64 {
    let value = comparison.claim?.value ?? 0
    let magnitude = Int64(clamping: max(value, comparison.counted) - min(value, comparison.counted))
    return comparison.counted < value ? -magnitude : magnitude
  }

  private func gap(_ comparison: ReportingV1.ClaimComparison) -> String {
    let difference = Self.difference(comparison)
    return (difference > 0 ? "+" : "") + words.number(difference)
  }

  private func task(_ comparison: ReportingV1.ClaimComparison) -> String? {
    let difference = Self.difference(comparison)
    let count = words.number(difference.magnitude)
    switch difference {
    case 0: return nil
    case ..<0:
      return words(
        "đếm được ít hơn \(count): tìm bản ghi chưa nhập, hoặc hỏi lại nguồn",
        "\(count) fewer are counted: find the records that were not entered, or ask the source"
      )
    default:
      return words(
        "đếm được nhiều hơn \(count): báo cho nơi công bố",
        "\(count) more are counted: tell those who published it"
      )
    }
  }

  /// The same as a document.
  func json() throws -> JSONValue {
    .members(
      (
        "claims",
        .array(
          try report.claims.map { comparison in
            .members(
              ("claim", try MessageJSON.value(of: comparison.claim ?? RegistryV1.PublishedClaim())),
              ("counted", .string(String(comparison.counted))),
              ("gap", .string(String(Self.difference(comparison))))
            )
          }
        )
      )
    )
  }
}
