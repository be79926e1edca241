/// The words of an arrival pattern, read from left to right.
struct ArrivalWords {
  private let text: String
  private var rest: [Substring]

  init(_ text: String) {
    self.text = text
    rest = text.split(whereSeparator: \.isWhitespace)
  }

  /// True when a rate comes next, and not a name.
  var nextIsRate: Bool { rest.first?.first?.isNumber ?? false }

  /// The next word, in small letters.
  mutating func word() throws(ArrivalPatternError) -> String {
    guard let word = rest.first else { throw failure("something is missing at its end") }
    rest.removeFirst()
    return word.lowercased()
  }

  mutating func keyword(_ expected: String) throws(ArrivalPatternError) {
    let word = try word()
    if word != expected { throw failure("\"\(expected)\" is wanted where \"\(word)\" stands") }
  }

  mutating func end() throws(ArrivalPatternError) {
    if let word = rest.first { throw failure("\"\(word)\" is too much") }
  }

  /// Rates with one "/s" behind the last: "0..5k/s".
  mutating func rates(
    count: ClosedRange<Int>,
    separator: String
  ) throws(ArrivalPatternError) -> [Double] {
    let word = try word()
    guard word.hasSuffix("/s") else { throw failure("\"\(word)\" is no rate: write calls per second as \"1000/s\"") }
    let parts = ArrivalWords.split(word.dropLast(2), by: separator)
    guard count.contains(parts.count) else {
      let wanted = count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      throw failure("\"\(word)\" has \(parts.count) rates, \(wanted) wanted, with \"\(separator)\" between them")
    }
    var rates: [Double] = []
    for part in parts {
      guard let rate = ArrivalWords.number(part), (0...ArrivalPattern.perSecondMax).contains(rate) else {
        throw failure("\"\(part)\" is no rate from 0 to \(Int(ArrivalPattern.perSecondMax)) calls per second")
      }
      rates.append(rate)
    }
    guard rates.contains(where: { $0 > 0 }) else { throw failure("a load needs a rate above 0") }
    return rates
  }

  /// A duration: "500ms", "30s", "5m", "1h".
  mutating func seconds() throws(ArrivalPatternError) -> Double {
    let word = try word()
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
    for (unit, factor) in units where word.hasSuffix(unit) {
      guard let number = Double(word.dropLast(unit.count)), number.isFinite else { continue }
      let seconds = number * factor
      if seconds >= 0.001, seconds <= ArrivalPattern.durationSecondsMax { return seconds }
      throw failure("\"\(word)\" is not from 1ms to 24h")
    }
    throw failure("\"\(word)\" is no duration: write 500ms, 30s, 5m or 1h")
  }

  func failure(_ what: String) -> ArrivalPatternError {
    ArrivalPatternError("arrival pattern \"\(text)\": \(what) (\(ArrivalPattern.forms))")
  }

  /// "2.5", "5k", "1m" (a million).
  private static func number(_ text: Substring) -> Double? {
    let factors: [Character: Double] = ["k": 1e3, "m": 1e6]
    if let last = text.last, let factor = factors[last] { return Double(text.dropLast()).map { $0 * factor } }
    return Double(text)
  }

  private static func split(_ text: Substring, by separator: String) -> [Substring] {
    var parts: [Substring] = []
    var part = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(separator) {
        parts.append(text[part..<index])
        index = text.index(index, offsetBy: separator.count)
        part = index
      } else {
        index = text.index(after: index)
      }
    }
    return parts + [text[part...]]
  }
}
