/// When a call is ended whose answers do not end by themselves.
package enum StreamEnd: Sendable, Hashable {
  /// After so many answers.
  case messages(Int)
  /// After so much time.
  case duration(Duration)

  /// - Parameter text: "100 messages", or a span of time.
  /// - Returns: nil when it is neither, or nothing.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    if words.count == 2, ["messages", "message"].contains(words[1]) {
      guard let count = Int(words[0]), (1...1_000_000_000).contains(count) else { return nil }
      self = .messages(count)
    } else {
      guard let duration = DurationText.duration(text), duration > .zero else { return nil }
      self = .duration(duration)
    }
  }
}
