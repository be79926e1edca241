/// The values of one section of a service configuration, with what it takes over from wider sections: the meaning.
/// Collects what is wrong instead of stopping at the first problem.
struct ServiceConfigurationValues {
  /// The keys of every section.
  static let methodKeys: Set<String> = [
    "timeout", "wait-for-ready", "compress-requests", "request-bytes-max", "response-bytes-max", "replay-bytes-max",
    "repetition", "retry.attempts", "retry.pause-min", "retry.pause-max", "retry.factor", "retry.jitter",
    "retry.codes", "hedging.attempts", "hedging.delay", "hedging.codes",
  ]
  /// The keys that only the first section has.
  static let channelKeys: Set<String> = ["budget.tokens", "budget.ratio"]

  private let entries: [String: ServiceConfigurationText.Entry]
  private(set) var problems: [String] = []

  /// - Parameter entries: what the section says, and what it does not say itself, from the wider ones.
  init(_ entries: [String: ServiceConfigurationText.Entry]) {
    self.entries = entries
  }

  mutating func method(repetition kind: Repetition.Kind?) -> MethodConfiguration {
    var method = MethodConfiguration()
    if let milliseconds = milliseconds("timeout") { method.timeout = .milliseconds(milliseconds) }
    method.waitsForReady = flag("wait-for-ready") ?? false
    method.compressesRequests = flag("compress-requests") ?? false
    method.requestBytesMax = byteCount("request-bytes-max")
    method.responseBytesMax = byteCount("response-bytes-max")
    method.replayBytesMax = byteCount("replay-bytes-max") ?? method.replayBytesMax
    switch kind ?? .retry {
    case .none: method.repetition = .none
    case .retry: method.repetition = .retry(retry())
    case .hedging: method.repetition = .hedging(hedging())
    }
    return method
  }

  private mutating func retry() -> RetryPolicy {
    var policy = RetryPolicy()
    policy.attemptsMax = number("retry.attempts") ?? policy.attemptsMax
    policy.pauseMinMilliseconds = milliseconds("retry.pause-min") ?? policy.pauseMinMilliseconds
    policy.pauseMaxMilliseconds =
      milliseconds("retry.pause-max") ?? max(policy.pauseMaxMilliseconds, policy.pauseMinMilliseconds)
    policy.factor = fraction("retry.factor") ?? policy.factor
    policy.jitter = fraction("retry.jitter") ?? policy.jitter
    policy.codes = codes("retry.codes") ?? policy.codes
    return policy
  }

  private mutating func hedging() -> HedgingPolicy {
    var policy = HedgingPolicy()
    policy.attemptsMax = number("hedging.attempts") ?? policy.attemptsMax
    policy.delayMilliseconds = milliseconds("hedging.delay") ?? policy.delayMilliseconds
    policy.nonFatalCodes = codes("hedging.codes") ?? policy.nonFatalCodes
    return policy
  }

  mutating func budget() -> RetryBudgetRule {
    var rule = RetryBudgetRule()
    rule.tokensMax = number("budget.tokens") ?? rule.tokensMax
    rule.tokenRatio = fraction("budget.ratio") ?? rule.tokenRatio
    return rule
  }

  // MARK: Values

  private mutating func value<Value>(_ key: String, _ expected: String, _ parse: (String) -> Value?) -> Value? {
    guard let entry = entries[key] else { return nil }
    guard let value = parse(entry.value) else {
      problems.append("\(entry.line): \(key) = \(entry.value.prefix(100)) is not \(expected)")
      return nil
    }
    return value
  }

  private mutating func number(_ key: String) -> Int? {
    value(key, "a whole number") { Int($0) }
  }

  private mutating func fraction(_ key: String) -> Double? {
    value(key, "a number like 0.2") { text in Double(text).flatMap { $0.isFinite ? $0 : nil } }
  }

  private mutating func flag(_ key: String) -> Bool? {
    value(key, "true or false") { Bool($0) }
  }

  private mutating func codes(_ key: String) -> StatusCodeSet? {
    value(key, "a list of codes like UNAVAILABLE ABORTED") { text in
      let names = text.split(whereSeparator: { $0 == " " || $0 == "," })
      let codes = names.compactMap { name in StatusCode.allCases.first { $0.description == name && $0 != .ok } }
      return codes.count == names.count && !codes.isEmpty ? StatusCodeSet(codes) : nil
    }
  }

  private mutating func milliseconds(_ key: String) -> Int? {
    value(key, "a time like 250ms, 5s or 2min, at most 24h") { text in
      let units = ["ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000]
      return ServiceConfigurationValues.scaled(text, units, most: 86_400_000)
    }
  }

  private mutating func byteCount(_ key: String) -> Int? {
    value(key, "a size like 4096, 64KiB or 4MiB, at most 2GiB") { text in
      let units = ["": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
      return ServiceConfigurationValues.scaled(text, units, most: 1 << 31)
    }
  }

  /// A whole number with a unit right behind it.
  private static func scaled(_ text: String, _ units: [String: Int], most: Int) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unitText = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Int(digits), let unit = units[String(unitText)], number <= most / unit else { return nil }
    return number * unit
  }
}
