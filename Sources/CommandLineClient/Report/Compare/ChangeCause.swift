/// Why a cell of a report is not what it was.
enum ChangeCause: String, Sendable, Hashable, CaseIterable {
  /// Recorded after the first report, and of a day after its.
  case newFact = "new_fact"
  /// Recorded after the first report, though of its day or before.
  case lateFact = "late_fact"
  /// A record that the first report had was changed since.
  case correction
  /// Nothing was recorded: only the date moved, and something ran out or came into force.
  case expiry
  /// Drawn on another map.
  case boundary
  /// The indicator counts something else now.
  case definition
  /// The records behind the cell could not be had, or do not tell.
  case unknown

  /// The cause in words.
  func text(_ words: ReportWords) -> String {
    switch self {
    case .newFact: words("dữ kiện mới", "new fact")
    case .lateFact: words("dữ kiện ghi muộn", "late fact")
    case .correction: words("đính chính", "correction")
    case .expiry: words("chỉ do ngày tháng (hết hạn)", "expiry: only the date moved")
    case .boundary: words("đổi địa giới", "boundary")
    case .definition: words("đổi định nghĩa", "definition")
    case .unknown: words("chưa rõ", "unknown")
    }
  }
}
