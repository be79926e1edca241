/// A span of time as people write it: "90d", "12h", "30m", "20s".
enum ShortDuration {
  /// - Returns: seconds; nil when the text is none, or longer than 10,000 days.
  static func seconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number >= 0,
      number <= 864_000_000 / unit
    else { return nil }
    return number * unit
  }
}
