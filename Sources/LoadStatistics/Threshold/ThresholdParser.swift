/// Reads thresholds: an optional method with a colon, an optional "service" or "lag", what is measured, a comparison,
/// and a limit with its unit.
struct ThresholdParser {
  private static let textCharactersMax = 300
  private static let measures = "p50, p99.9 and the like, mean, max, errors or rate"
  private static let nanosecondsByUnit: [String: Double] = [
    "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9,
  ]

  private let characters: [Character]
  private var position = 0

  private init(_ text: String) {
    characters = Array(text)
  }

  /// The threshold of a text.
  ///
  /// - Throws: ``ThresholdError`` with the column of the fault and what is expected there.
  static func threshold(_ text: String) throws(ThresholdError) -> LoadThreshold {
    var parser = ThresholdParser(text)
    guard parser.characters.count <= textCharactersMax else {
      throw ThresholdError(column: textCharactersMax + 1, reason: "at most \(textCharactersMax) characters are read")
    }
    return try parser.threshold(text)
  }

  private mutating func threshold(_ text: String) throws(ThresholdError) -> LoadThreshold {
    let method = try method()
    let (source, measure) = try sourceAndMeasure(isOfMethod: method != nil)
    skipSpaces()
    guard let comparison = LoadThreshold.Comparison.allCases.first(where: { take($0.rawValue) }) else {
      throw fault("expected >, >=, < or <= (what fails the run)")
    }
    let limit = try limit(of: measure)
    skipSpaces()
    guard position == characters.count else { throw fault("the threshold should end here") }
    return LoadThreshold(
      text: text,
      method: method,
      source: source,
      measure: measure,
      comparison: comparison,
      limit: limit
    )
  }

  private mutating func method() throws(ThresholdError) -> String? {
    // The last one: scenarios and calls are named by whoever writes the file, and nothing behind it has a colon.
    guard let colon = characters.lastIndex(of: ":") else { return nil }
    skipSpaces()
    var name = characters[min(position, colon)..<colon]
    while name.last == " " { name.removeLast() }
    if name.isEmpty { throw fault("expected the name of a method before the colon") }
    position = colon + 1
    return String(name)
  }

  private mutating func sourceAndMeasure(
    isOfMethod: Bool
  ) throws(ThresholdError) -> (LoadThreshold.Source, LoadThreshold.Measure) {
    skipSpaces()
    var start = position
    var word = word()
    var source = LoadThreshold.Source.latency
    if let named = LoadThreshold.Source(rawValue: word), named != .latency {
      if named == .lag, isOfMethod { throw fault("lag is that of the whole run; leave the method out", at: start) }
      source = named
      skipSpaces()
      start = position
      word = self.word()
    }
    switch word {
    case "mean": return (source, .mean)
    case "max": return (source, .max)
    case "errors" where source == .latency: return (source, .errors)
    case "rate" where source == .latency: return (source, .rate)
    default: break
    }
    guard word.first == "p", let percentile = Self.number(String(word.dropFirst())) else {
      let expected = source == .latency ? Self.measures : "p50, p99.9 and the like, mean or max"
      throw fault("expected \(expected)", at: start)
    }
    guard percentile <= 100 else { throw fault("a percentile is from p0 to p100", at: start) }
    return (source, .percentile(percentile))
  }

  private mutating func limit(of measure: LoadThreshold.Measure) throws(ThresholdError) -> Double {
    skipSpaces()
    let start = position
    while position < characters.count, characters[position].isNumber || characters[position] == "." { position += 1 }
    guard let number = Self.number(String(characters[start..<position])) else {
      throw fault("expected a number", at: start)
    }
    skipSpaces()
    let unitStart = position
    let unit = unit()
    switch measure {
    case .errors:
      guard unit == "%" else { throw fault("expected % (the share of calls that fail)", at: unitStart) }
      guard number <= 100 else { throw fault("a share is at most 100%", at: start) }
      return number / 100
    case .rate:
      guard unit.isEmpty || unit == "/s" else {
        throw fault("a rate is in calls per second: /s or no unit", at: unitStart)
      }
      return number
    case .percentile, .mean, .max:
      guard let nanoseconds = Self.nanosecondsByUnit[unit] else {
        throw fault("expected a unit of time: ns, us, ms or s", at: unitStart)
      }
      return number * nanoseconds
    }
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position] == " " { position += 1 }
  }

  private mutating func word() -> String {
    let start = position
    while position < characters.count,
      characters[position].isLetter || characters[position].isNumber
        || characters[position] == "."
    {
      position += 1
    }
    return String(characters[start..<position])
  }

  private mutating func unit() -> String {
    let start = position
    while position < characters.count, characters[position] != " " { position += 1 }
    return String(characters[start..<position])
  }

  private mutating func take(_ text: String) -> Bool {
    guard characters[position...].starts(with: text) else { return false }
    position += text.count
    return true
  }

  /// A decimal number without a sign; nil when the text is none.
  private static func number(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    return isDecimal && text.first != "." && text.last != "." ? Double(text) : nil
  }

  private func fault(_ reason: String, at place: Int? = nil) -> ThresholdError {
    ThresholdError(column: (place ?? position) + 1, reason: reason)
  }
}

extension LoadThreshold {
  /// Reads a threshold.
  ///
  /// - Throws: ``ThresholdError`` with the column of the fault and what is expected there.
  package init(_ text: String) throws(ThresholdError) {
    self = try ThresholdParser.threshold(text)
  }
}
