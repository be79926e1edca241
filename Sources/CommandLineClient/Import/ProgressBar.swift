import ClientKit

/// A bar on a terminal while long work goes on; nothing at all where nobody looks.
struct ProgressBar: Sendable {
  private static let width = 24
  private let output: any TextOutput

  init(_ output: any TextOutput) {
    self.output = output
  }

  /// Draws the bar over what it showed before.
  func show(_ done: Int, of total: Int, _ label: String) throws {
    guard output.isTerminal, total > 0 else { return }
    let filled = Self.width * done / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    try output.write("\r\u{1B}[K\(bar) \(done)/\(total) \(label.printable.shortened(to: 50))")
  }

  /// Shows how much is done of what nobody knows the end of.
  func show(count: Int, _ label: String) throws {
    guard output.isTerminal, count > 0 else { return }
    try output.write("\r\u{1B}[K\(VietnameseNumber.grouped(count)) \(label.printable.shortened(to: 50))")
  }

  /// Removes the bar.
  func clear() throws {
    guard output.isTerminal else { return }
    try output.write("\r\u{1B}[K")
  }
}
