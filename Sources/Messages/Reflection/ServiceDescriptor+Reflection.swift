extension ServiceDescriptor {
  /// The service as `ocop.rpc.v1.Reflection` describes it.
  public var reflected: RpcV1.ReflectedService {
    var service = RpcV1.ReflectedService()
    service.name = fullName
    service.documentation = documentation
    service.methods = methods.map { method in
      var reflected = RpcV1.ReflectedMethod()
      reflected.name = method.name
      reflected.documentation = method.documentation
      reflected.requestMessage = method.input.fullName
      reflected.responseMessage = method.output.fullName
      reflected.clientStreaming = method.isClientStreaming
      reflected.serverStreaming = method.isServerStreaming
      reflected.idempotencyLevel = method.idempotency.level
      reflected.access = method.access.message
      return reflected
    }
    return service
  }

  /// The service with all messages and enumerations that its methods use, however deep.
  public var reflectedSchema: RpcV1.ServiceSchema {
    var schema = RpcV1.ServiceSchema()
    schema.service = reflected
    var types = ReflectedTypeCollection()
    for method in methods {
      types.add(method.input)
      types.add(method.output)
    }
    schema.messages = types.messages.values.sorted { $0.fullName < $1.fullName }.map(\.reflected)
    schema.enumerations = types.enumerations.values.sorted { $0.fullName < $1.fullName }.map(\.reflected)
    return schema
  }
}

/// Messages and enumerations that are reachable from some.
private struct ReflectedTypeCollection {
  var messages: [String: MessageDescriptor] = [:]
  var enumerations: [String: EnumDescriptor] = [:]

  /// Adds a message and what it contains. No message contains itself, and none nests deeper than it is decoded, so the
  /// recursion is short.
  mutating func add(_ message: MessageDescriptor) {
    guard messages.updateValue(message, forKey: message.fullName) == nil else { return }
    for field in message.fields {
      switch field.valueType {
      case .message(let inner): add(inner)
      case .enumeration(let enumeration): enumerations[enumeration.fullName] = enumeration
      default: continue
      }
    }
  }
}

extension MessageDescriptor {
  /// The message as `ocop.rpc.v1.Reflection` describes it.
  var reflected: RpcV1.ReflectedMessage {
    var message = RpcV1.ReflectedMessage()
    message.name = fullName
    message.documentation = documentation
    message.fields = fields.map { field in
      var reflected = RpcV1.ReflectedField()
      reflected.name = field.name
      reflected.number = UInt32(field.number)
      reflected.type = RpcV1.FieldType(rawValue: field.encoding.rawValue)
      reflected.repeated = field.isRepeated
      reflected.oneof = field.oneofName ?? ""
      reflected.documentation = field.documentation
      switch field.valueType {
      case .message(let type): reflected.typeName = type.fullName
      case .enumeration(let type): reflected.typeName = type.fullName
      default: break
      }
      return reflected
    }
    return message
  }
}

extension EnumDescriptor {
  /// The enumeration as `ocop.rpc.v1.Reflection` describes it.
  var reflected: RpcV1.ReflectedEnumeration {
    var enumeration = RpcV1.ReflectedEnumeration()
    enumeration.name = fullName
    enumeration.documentation = documentation
    enumeration.values = values.map { value in
      var reflected = RpcV1.ReflectedEnumerationValue()
      reflected.name = value.name
      reflected.number = value.number
      reflected.documentation = documentation(ofValue: value.name)
      return reflected
    }
    return enumeration
  }
}
