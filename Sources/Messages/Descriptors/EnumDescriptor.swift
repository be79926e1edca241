internal import CProtobufC

/// What an enumeration is made of.
public struct EnumDescriptor: Sendable, Hashable {
  let type: EnumType

  /// One named value.
  public struct Value: Sendable, Hashable {
    /// Name in the schema: "PRODUCER_TYPE_FARM".
    public let name: String
    /// Number on the wire.
    public let number: Int32
  }

  /// Full name in the schema: "ocop.registry.v1.ProducerType".
  public var fullName: String { type.fullName }

  init(_ type: EnumType) {
    self.type = type
  }

  /// Copies protoc-c's descriptor, whose address Swift does not promise to keep.
  init(copying descriptor: ProtobufCEnumDescriptor) {
    self.init(EnumType(descriptor))
  }

  /// Name without the package: "ProducerType".
  public var name: String { DottedName.last(of: fullName) }

  /// The schema's comment on it; empty when there is none.
  public var documentation: String {
    type.documentation?.enumeration ?? SchemaCatalog.documentation(of: fullName)
  }

  /// The schema's comment on one of its values; empty when there is none.
  public func documentation(ofValue name: String) -> String {
    guard let documentation = type.documentation else { return SchemaCatalog.documentation(of: "\(fullName).\(name)") }
    return documentation.values[name] ?? ""
  }

  /// Named values by number.
  public var values: [Value] { type.values }

  /// Name of a number, or nil when the schema gives it none.
  public func name(of number: Int32) -> String? { type.name(of: number) }

  /// Number of a name, or nil when there is no such name.
  public func number(named name: String) -> Int32? { type.number(named: name) }

  /// Two descriptors are the same when they are of the same enumeration.
  public static func == (left: EnumDescriptor, right: EnumDescriptor) -> Bool { left.fullName == right.fullName }

  /// Hashes the identity of the enumeration.
  public func hash(into hasher: inout Hasher) { hasher.combine(fullName) }
}
