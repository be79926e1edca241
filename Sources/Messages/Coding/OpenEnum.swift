/// An enumeration of the protocol. Open: a newer peer may send a number this program has no name for, and it is kept.
public protocol OpenEnum: RawRepresentable<Int32>, CaseIterable, Hashable, Sendable {
  /// The value with a number, known or not.
  init(rawValue: Int32)

  /// What the enumeration is made of.
  static var descriptor: EnumDescriptor { get }

  /// Name in the schema ("PRODUCER_TYPE_FARM"), or nil for a number this program does not know.
  var name: String? { get }
}

extension OpenEnum {
  /// The value with a name of the schema ("PRODUCER_TYPE_FARM"), or nil when there is none.
  public init?(name: String) {
    guard let number = Self.descriptor.number(named: name) else { return nil }
    self.init(rawValue: number)
  }
}
