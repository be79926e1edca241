extension MethodAccess {
  /// As reflection tells it. Scopes and roles of a later version are left out: what is not known is not granted.
  public init(_ message: RpcV1.Access?) {
    guard let message else {
      self = .nobody
      return
    }
    if message.everybody {
      self = .everybody
      return
    }
    func scope(_ scope: RpcV1.Scope) -> AccessScope? { UInt8(exactly: scope.rawValue).flatMap(AccessScope.init) }
    self.init(
      province: scope(message.province),
      office: scope(message.office),
      producer: scope(message.producer),
      service: scope(message.service),
      operator: scope(message.operator),
      auditor: scope(message.auditor),
      loadTester: scope(message.loadTester)
    )
  }

  /// The message that reflection sends.
  public var message: RpcV1.Access {
    func scope(_ role: AccessRole) -> RpcV1.Scope { RpcV1.Scope(rawValue: Int32(self.scope(of: role)?.rawValue ?? 0)) }
    var message = RpcV1.Access()
    message.province = scope(.province)
    message.office = scope(.office)
    message.producer = scope(.producer)
    message.service = scope(.service)
    message.operator = scope(.operator)
    message.auditor = scope(.auditor)
    message.loadTester = scope(.loadTester)
    message.everybody = isForEverybody
    return message
  }
}
