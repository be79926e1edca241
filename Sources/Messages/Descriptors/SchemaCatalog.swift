/// Everything in `proto/`, by name. `messageTypes`, `enumerations` and `services` are generated.
public enum SchemaCatalog {
  /// Every message of the schema.
  public static let messages: [MessageDescriptor] = messageTypes.map { $0.descriptor }

  private static let messagesByName = Dictionary(uniqueKeysWithValues: messages.map { ($0.fullName, $0) })
  private static let enumerationsByName = Dictionary(uniqueKeysWithValues: enumerations.map { ($0.fullName, $0) })
  private static let servicesByName = Dictionary(uniqueKeysWithValues: services.map { ($0.fullName, $0) })

  /// The message with a full name ("ocop.registry.v1.Producer"), or nil.
  public static func message(named fullName: String) -> MessageDescriptor? { messagesByName[fullName] }

  /// The enumeration with a full name ("ocop.registry.v1.ProducerType"), or nil.
  public static func enumeration(named fullName: String) -> EnumDescriptor? { enumerationsByName[fullName] }

  /// The service with a full name ("ocop.registry.v1.Registry"), or nil.
  public static func service(named fullName: String) -> ServiceDescriptor? { servicesByName[fullName] }

  /// The method with a path ("ocop.registry.v1.Registry/GetRecord"), or nil.
  public static func method(path: String) -> MethodDescriptor? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return service(named: String(path[..<slash]))?.method(named: String(path[path.index(after: slash)...]))
  }

  /// The schema's comment on the message, field, enumeration or value with a full name
  /// ("ocop.registry.v1.Producer.unit_code"); empty when there is none.
  public static func documentation(of fullName: String) -> String { SchemaDocumentation.comment(on: fullName) }
}
