/// How far an import is, and how long it will go on.
struct ImportProgress: Sendable {
  let total: Int
  private(set) var done = 0

  init(total: Int) {
    self.total = total
  }

  mutating func add(_ rows: Int) { done += rows }

  /// "8.200 rows/s, 11 s left"; empty while nothing can be said yet.
  ///
  /// - Parameter elapsed: Time since the first row was sent.
  func text(elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    guard done > 0, seconds > 0.1 else { return "" }
    let rate = Double(done) / seconds
    let left = Int((Double(total - done) / rate).rounded(.up))
    let remaining = left >= 120 ? "\(left / 60) min" : "\(left) s"
    return "\(VietnameseNumber.grouped(Int(rate))) rows/s, \(remaining) left"
  }
}
