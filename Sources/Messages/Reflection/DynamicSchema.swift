/// A service with its messages, learnt from a daemon at run time (`ocop.rpc.v1.Reflection`): all that is needed to call
/// it with ``DynamicMessage``.
///
/// The daemon may be anybody's: everything is checked before it is used, and nothing it says makes encoding or decoding
/// less safe than with compiled-in messages.
public struct DynamicSchema: Sendable {
  let types: ReflectedTypes
  /// The service, its methods with the messages of this schema.
  public let service: ServiceDescriptor

  /// A schema from a daemon's answer.
  ///
  /// - Throws: ``DynamicSchemaError`` saying what is wrong and where.
  public init(_ schema: RpcV1.ServiceSchema) throws(DynamicSchemaError) {
    try self.init(schema, limits: DynamicSchemaLimits())
  }

  init(_ schema: RpcV1.ServiceSchema, limits: DynamicSchemaLimits) throws(DynamicSchemaError) {
    let reader = try DynamicSchemaReader(schema, limits: limits)
    types = try reader.types()
    service = try reader.service(types)
  }

  /// Every message, in the daemon's order.
  public var messages: [MessageDescriptor] { types.messages.indices.map(types.message(at:)) }

  /// Every enumeration, in the daemon's order.
  public var enumerations: [EnumDescriptor] { types.enumerations.map(EnumDescriptor.init) }

  /// The message with a full name ("ocop.registry.v1.Producer"), or nil.
  public func message(named fullName: String) -> MessageDescriptor? { types.message(named: fullName) }

  /// The enumeration with a full name ("ocop.registry.v1.ProducerType"), or nil.
  public func enumeration(named fullName: String) -> EnumDescriptor? { types.enumeration(named: fullName) }
}
