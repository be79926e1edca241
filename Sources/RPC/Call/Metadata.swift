/// Keys with values that travel beside a call: an ordered multi-map. A key is 1 to 128 lower-case ASCII letters,
/// digits, '-', '_' and '.'; a key that ends in "-bin" holds bytes, any other key text without control characters.
///
/// Anything can be put in; what breaks these rules is refused when a call starts, and when one arrives, with
/// INVALID_ARGUMENT and the key's name.
public struct Metadata: Sendable, Hashable {
  /// What a value is: text, or bytes under a key that ends in "-bin".
  public enum Content: Sendable, Hashable {
    /// Text without control characters.
    case text(String)
    /// Any bytes.
    case binary([UInt8])
  }

  /// One key with one value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public var key: String
    /// Its value.
    public var content: Content
  }

  /// Most bytes a key may have.
  public static let keyByteCountMax = 128

  private var entries: [Entry] = []

  /// No metadata.
  public init() {}

  /// Adds a text value; earlier values of the key stay.
  public mutating func append(_ text: String, forKey key: String) {
    entries.append(Entry(key: key, content: .text(text)))
  }

  /// Adds a binary value; earlier values of the key stay. The key ends in "-bin".
  public mutating func append(binary bytes: [UInt8], forKey key: String) {
    entries.append(Entry(key: key, content: .binary(bytes)))
  }

  /// Removes all values of a key.
  public mutating func removeAll(forKey key: String) {
    entries.removeAll { $0.key == key }
  }

  /// The key's text values, in order.
  public subscript(texts key: String) -> [String] {
    entries.compactMap { entry in
      if entry.key == key, case .text(let text) = entry.content { text } else { nil }
    }
  }

  /// The key's first text value.
  public subscript(key: String) -> String? {
    for entry in entries where entry.key == key {
      if case .text(let text) = entry.content { return text }
    }
    return nil
  }

  /// The key's first binary value.
  public subscript(binary key: String) -> [UInt8]? {
    for entry in entries where entry.key == key {
      if case .binary(let bytes) = entry.content { return bytes }
    }
    return nil
  }

  /// True when there is none.
  public var isEmpty: Bool { entries.isEmpty }

  /// How many values there are.
  public var count: Int { entries.count }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  /// A key of a literal.
  public typealias Key = String
  /// A value of a literal.
  public typealias Value = String
  /// Text values by key, in the order written.
  public init(dictionaryLiteral elements: (String, String)...) {
    entries = elements.map { Entry(key: $0.0, content: .text($0.1)) }
  }
}

extension Metadata: Sequence {
  /// Goes through the entries in order.
  public func makeIterator() -> IndexingIterator<[Entry]> {
    entries.makeIterator()
  }
}
