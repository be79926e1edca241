/// A configuration key with the type of its value.
public struct ConfigurationKey<Value: Sendable>: Sendable {
  /// The key's entry in the catalogue.
  public let definition: ConfigurationDefinition
  /// Makes the value from its text.
  let parse: @Sendable (String) throws(InvalidConfigurationValue) -> Value

  /// The value of a text that stands elsewhere than in a configuration, and is read as this key's would be.
  public func value(parsing text: String) throws(InvalidConfigurationValue) -> Value {
    try parse(text)
  }

  /// Defines a key.
  ///
  /// - Parameters:
  ///   - name: lower-case words joined by underscores.
  ///   - placeholder: what stands for the value in help, "ENDPOINT".
  ///   - unit: unit of the value, or nil.
  ///   - defaultText: the value when none is given, as a user would write it.
  ///   - allowed: what is allowed, as a phrase that can follow "allowed:".
  ///   - explanation: what the key does, in one or two sentences.
  ///   - example: a value for the example of a start that help prints, or nil when the key has no place in it.
  ///   - shown: a text as people may see it; as it is unless the value holds a secret.
  ///   - parse: makes the value from its text, or says why it cannot.
  public init(
    name: String,
    placeholder: String,
    unit: String? = nil,
    defaultText: String,
    allowed: String,
    explanation: String,
    example: String? = nil,
    shown: @escaping @Sendable (String) -> String = { $0 },
    parse: @escaping @Sendable (String) throws(InvalidConfigurationValue) -> Value
  ) {
    self.parse = parse
    self.definition = ConfigurationDefinition(
      name: name,
      placeholder: placeholder,
      unit: unit,
      defaultText: defaultText,
      allowed: allowed,
      explanation: explanation,
      example: example,
      shown: shown,
      check: { text throws(InvalidConfigurationValue) in _ = try parse(text) }
    )
  }
}

extension ConfigurationKey where Value == Int {
  /// A key whose value is a whole number within a range.
  public static func integer(
    name: String,
    unit: String,
    default defaultValue: Int,
    range: ClosedRange<Int>,
    explanation: String
  ) -> Self {
    Self(
      name: name,
      placeholder: "NUMBER",
      unit: unit,
      defaultText: String(defaultValue),
      allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      explanation: explanation
    ) { text throws(InvalidConfigurationValue) in
      guard let value = Int(text) else { throw InvalidConfigurationValue("is not a whole number") }
      guard range.contains(value) else { throw InvalidConfigurationValue("is out of range") }
      return value
    }
  }
}

extension ConfigurationKey where Value == Duration {
  /// A key whose value is a span of time written with its unit: "500ms", "10s", "2m".
  public static func duration(
    name: String,
    default defaultText: String,
    rangeMilliseconds: ClosedRange<Int64>,
    explanation: String
  ) -> Self {
    let lowest = durationText(milliseconds: rangeMilliseconds.lowerBound)
    let highest = durationText(milliseconds: rangeMilliseconds.upperBound)
    return Self(
      name: name,
      placeholder: "TIME",
      unit: "ms, s, m, h or d, written with the number",
      defaultText: defaultText,
      allowed: "a time from \(lowest) to \(highest), such as 500ms, 10s, 2m or 7d",
      explanation: explanation
    ) { text throws(InvalidConfigurationValue) in
      let milliseconds = try durationMilliseconds(text)
      guard rangeMilliseconds.contains(milliseconds) else { throw InvalidConfigurationValue("is out of range") }
      return .milliseconds(milliseconds)
    }
  }

  private static func durationText(milliseconds: Int64) -> String {
    if milliseconds == 0 { return "0s" }
    let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")]
    let unit = units.first { milliseconds % $0.0 == 0 } ?? (1, "ms")
    return "\(milliseconds / unit.0)\(unit.1)"
  }

  private static func durationMilliseconds(_ text: String) throws(InvalidConfigurationValue) -> Int64 {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits) else {
      throw InvalidConfigurationValue("is not a number followed by ms, s, m, h or d")
    }
    let factor: Int64
    switch text.dropFirst(digits.count) {
    case "ms": factor = 1
    case "s": factor = 1_000
    case "m": factor = 60_000
    case "h": factor = 3_600_000
    case "d": factor = 86_400_000
    case "": throw InvalidConfigurationValue("has no unit")
    default: throw InvalidConfigurationValue("has an unknown unit")
    }
    let (milliseconds, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw InvalidConfigurationValue("is out of range") }
    return milliseconds
  }
}

extension ConfigurationKey where Value == String? {
  /// What stands for no value.
  public static var noneText: String { "none" }

  /// A key whose value is a text, or "none".
  ///
  /// - Parameter check: says why a text cannot be used; not asked about "none".
  public static func optionalText(
    name: String,
    placeholder: String,
    allowed: String,
    explanation: String,
    check: @escaping @Sendable (String) throws(InvalidConfigurationValue) -> Void = { _ in }
  ) -> Self {
    Self(
      name: name,
      placeholder: placeholder,
      defaultText: noneText,
      allowed: "\(allowed), or \(noneText)",
      explanation: explanation
    ) { text throws(InvalidConfigurationValue) in
      if text == noneText { return nil }
      guard !text.isEmpty else { throw InvalidConfigurationValue("is empty") }
      try check(text)
      return text
    }
  }
}

extension ConfigurationKey where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// A key whose value is one of a few words.
  public static func choice(name: String, default defaultValue: Value, explanation: String) -> Self {
    let words = Value.allCases.map(\.rawValue)
    return Self(
      name: name,
      placeholder: "WORD",
      defaultText: defaultValue.rawValue,
      allowed: words.joined(separator: ", "),
      explanation: explanation
    ) { text throws(InvalidConfigurationValue) in
      guard let value = Value(rawValue: text) else { throw InvalidConfigurationValue("is not one of the words") }
      return value
    }
  }
}
