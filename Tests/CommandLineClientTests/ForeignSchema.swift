import Messages

/// The schema of a shop, which is in no .proto file here.
enum ForeignSchema {
  static let shop: RpcV1.ServiceSchema = {
    var method = RpcV1.ReflectedMethod()
    method.name = "Buy"
    method.requestMessage = "acme.v1.Order"
    method.responseMessage = "acme.v1.Fruit"
    var schema = RpcV1.ServiceSchema()
    schema.service = RpcV1.ReflectedService()
    schema.service?.name = "acme.v1.Shop"
    schema.service?.methods = [method]
    var size = RpcV1.ReflectedEnumeration()
    size.name = "acme.v1.Size"
    size.values = [value("SIZE_UNSPECIFIED", 0), value("SIZE_HUGE", 7)]
    schema.enumerations = [size]
    var order = RpcV1.ReflectedMessage()
    order.name = "acme.v1.Order"
    order.fields = [field("fruit_kind", 1, .string)]
    var fruit = RpcV1.ReflectedMessage()
    fruit.name = "acme.v1.Fruit"
    fruit.fields = [field("size", 1, .enumeration, "acme.v1.Size"), field("label", 2, .string)]
    schema.messages = [order, fruit]
    return schema
  }()

  private static func field(
    _ name: String,
    _ number: UInt32,
    _ type: RpcV1.FieldType,
    _ typeName: String = ""
  ) -> RpcV1.ReflectedField {
    var field = RpcV1.ReflectedField()
    field.name = name
    field.number = number
    field.type = type
    field.typeName = typeName
    return field
  }

  private static func value(_ name: String, _ number: Int32) -> RpcV1.ReflectedEnumerationValue {
    var value = RpcV1.ReflectedEnumerationValue()
    value.name = name
    value.number = number
    return value
  }
}
