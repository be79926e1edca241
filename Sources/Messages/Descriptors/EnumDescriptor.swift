internal import CProtobufC

/// What an enumeration is made of.
public struct EnumDescriptor: Sendable, Hashable {
  /// protoc-c's descriptor, or a copy of it.
  ///
  /// Safe to share between threads: nobody writes it after this value is made, and it is never freed.
  nonisolated(unsafe) private let raw: UnsafePointer<ProtobufCEnumDescriptor>

  /// One named value.
  public struct Value: Sendable, Hashable {
    /// Name in the schema: "PRODUCER_TYPE_FARM".
    public let name: String
    /// Number on the wire.
    public let number: Int32
  }

  /// Full name in the schema: "ocop.registry.v1.ProducerType".
  public let fullName: String

  init(_ raw: UnsafePointer<ProtobufCEnumDescriptor>) {
    self.raw = raw
    fullName = String(cString: raw.pointee.name)
  }

  /// Copies protoc-c's descriptor, whose address Swift does not promise to keep. Called once for each enumeration, from
  /// a static property, so the copy lives as long as the program.
  init(copying descriptor: ProtobufCEnumDescriptor) {
    let copy = UnsafeMutablePointer<ProtobufCEnumDescriptor>.allocate(capacity: 1)
    copy.initialize(to: descriptor)
    self.init(UnsafePointer(copy))
  }

  /// Name without the package: "ProducerType".
  public var name: String { String(cString: raw.pointee.short_name) }

  /// Named values by number.
  public var values: [Value] {
    UnsafeBufferPointer(start: raw.pointee.values, count: Int(raw.pointee.n_values)).map {
      Value(name: String(cString: $0.name), number: $0.value)
    }
  }

  /// Name of a number, or nil when the schema gives it none.
  public func name(of number: Int32) -> String? {
    protobuf_c_enum_descriptor_get_value(raw, number).map { String(cString: $0.pointee.name) }
  }

  /// Number of a name, or nil when there is no such name.
  public func number(named name: String) -> Int32? {
    protobuf_c_enum_descriptor_get_value_by_name(raw, name)?.pointee.value
  }

  /// Two descriptors are the same when they are of the same enumeration.
  public static func == (left: EnumDescriptor, right: EnumDescriptor) -> Bool { left.fullName == right.fullName }

  /// Hashes the identity of the enumeration.
  public func hash(into hasher: inout Hasher) { hasher.combine(fullName) }
}
