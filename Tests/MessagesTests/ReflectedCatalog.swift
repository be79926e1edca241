@testable import Messages

/// The whole catalogue as a daemon would reflect it, learnt back: every message of the schema without its C.
enum ReflectedCatalog {
  /// Everything in one schema, more than any service has.
  static let schema: RpcV1.ServiceSchema = {
    var schema = RpcV1.ServiceSchema()
    schema.service = SchemaCatalog.services.first?.reflected
    schema.messages = SchemaCatalog.messages.map(\.reflected)
    schema.enumerations = SchemaCatalog.enumerations.map(\.reflected)
    return schema
  }()

  /// The schema after it has travelled.
  static func learnt() throws -> DynamicSchema {
    try DynamicSchema(try RpcV1.ServiceSchema(decodingBytes: schema.encodedBytes()))
  }
}
