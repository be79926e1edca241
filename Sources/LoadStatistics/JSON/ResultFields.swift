internal import ClientKit

/// The members of a JSON object by name and kind, with errors that say where a value stands. Members that are not asked
/// for are left alone: a later version may have more.
struct ResultFields {
  private let value: JSONValue
  private let path: String

  /// - Throws: ``ResultJSONError`` when the value is no object.
  init(_ value: JSONValue, path: String) throws(ResultJSONError) {
    guard case .object = value else {
      throw ResultJSONError(path: path, reason: "an object is expected, not \(value.kindName)")
    }
    self.value = value
    self.path = path
  }

  private func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// An error about a member.
  func fault(_ name: String, _ reason: String) -> ResultJSONError {
    ResultJSONError(path: place(name), reason: reason)
  }

  private func member(_ name: String, _ kind: String) throws(ResultJSONError) -> JSONValue {
    guard let member = value[name] else { throw fault(name, "it is missing; \(kind) is expected") }
    return member
  }

  private func isPresent(_ name: String) -> Bool {
    value[name].map { $0 != .null } ?? false
  }

  /// A text.
  func text(_ name: String) throws(ResultJSONError) -> String {
    let member = try member(name, "a string")
    guard case .string(let text) = member else {
      throw fault(name, "a string is expected, not \(member.kindName)")
    }
    return text
  }

  /// A bool.
  func bool(_ name: String) throws(ResultJSONError) -> Bool {
    let member = try member(name, "a bool")
    guard case .bool(let value) = member else { throw fault(name, "a bool is expected, not \(member.kindName)") }
    return value
  }

  /// A whole number within limits.
  func whole<Number: FixedWidthInteger>(
    _ name: String,
    in range: ClosedRange<Number>
  ) throws(ResultJSONError) -> Number {
    let member = try member(name, "a whole number")
    guard case .number(let digits) = member, let number: Number = WholeNumber.value(of: digits), range.contains(number)
    else { throw fault(name, "a whole number from \(range.lowerBound) to \(range.upperBound) is expected") }
    return number
  }

  /// A count: sums of a thousand such still fit 64 bits.
  func count(_ name: String) throws(ResultJSONError) -> UInt64 {
    try whole(name, in: 0...HistogramEncoding.countMax)
  }

  /// A count that may be absent or null.
  func optionalCount(_ name: String) throws(ResultJSONError) -> UInt64? {
    isPresent(name) ? try count(name) : nil
  }

  /// A number that is not negative.
  func number(_ name: String) throws(ResultJSONError) -> Double {
    let member = try member(name, "a number")
    guard case .number(let digits) = member, let number = Double(digits), number.isFinite, number >= 0 else {
      throw fault(name, "a number that is not negative is expected")
    }
    return number
  }

  /// A number that may be absent or null.
  func optionalNumber(_ name: String) throws(ResultJSONError) -> Double? {
    isPresent(name) ? try number(name) : nil
  }

  /// Texts.
  func texts(_ name: String, countMax: Int) throws(ResultJSONError) -> [String] {
    var texts: [String] = []
    for (index, element) in try array(name, countMax: countMax).enumerated() {
      guard case .string(let text) = element else {
        throw fault("\(name)[\(index)]", "a string is expected, not \(element.kindName)")
      }
      texts.append(text)
    }
    return texts
  }

  /// Objects.
  func objects(_ name: String, countMax: Int) throws(ResultJSONError) -> [ResultFields] {
    var objects: [ResultFields] = []
    for (index, element) in try array(name, countMax: countMax).enumerated() {
      objects.append(try ResultFields(element, path: place("\(name)[\(index)]")))
    }
    return objects
  }

  /// An object.
  func object(_ name: String) throws(ResultJSONError) -> ResultFields {
    try ResultFields(try member(name, "an object"), path: place(name))
  }

  /// Histograms by name.
  func histograms(_ name: String, countMax: Int) throws(ResultJSONError) -> [String: SparseHistogram] {
    guard case .object(let members) = try member(name, "an object") else {
      throw fault(name, "an object is expected")
    }
    guard members.count <= countMax else { throw fault(name, "more than \(countMax) members") }
    var histograms: [String: SparseHistogram] = [:]
    for member in members {
      histograms[member.name] = try Self.histogram(member.value, path: place("\(name).\(member.name)"))
    }
    return histograms
  }

  /// A histogram; a missing one or null is an empty one.
  func histogram(_ name: String) throws(ResultJSONError) -> SparseHistogram {
    try Self.histogram(value[name] ?? .null, path: place(name))
  }

  private static func histogram(_ value: JSONValue, path: String) throws(ResultJSONError) -> SparseHistogram {
    if value == .null { return SparseHistogram() }
    let fields = try ResultFields(value, path: path)
    let clamped = try fields.count("clamped")
    let text = try fields.text("hdr")
    do throws(HistogramCodingError) {
      return try SparseHistogram(base64Text: text).clamped(count: clamped)
    } catch {
      throw fields.fault("hdr", "\(error)")
    }
  }

  private func array(_ name: String, countMax: Int) throws(ResultJSONError) -> [JSONValue] {
    let member = try member(name, "an array")
    guard case .array(let elements) = member else {
      throw fault(name, "an array is expected, not \(member.kindName)")
    }
    guard elements.count <= countMax else { throw fault(name, "more than \(countMax) elements") }
    return elements
  }
}
