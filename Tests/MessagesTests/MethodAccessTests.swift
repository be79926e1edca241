import Testing

@testable import Messages

@Suite("Who may call a method")
struct MethodAccessTests {
  @Test("a role that is not named may not call it")
  func unnamed() {
    let access = MethodAccess(province: .everything, office: .ownUnits, loadTester: .ownRecords)
    #expect(access.scope(of: .province) == .everything)
    #expect(access.scope(of: .office) == .ownUnits)
    #expect(access.scope(of: .loadTester) == .ownRecords)
    for role in [AccessRole.producer, .service, .operator, .auditor] {
      #expect(access.scope(of: role) == nil)
    }
    #expect(AccessRole.allCases.allSatisfy { MethodAccess.nobody.scope(of: $0) == nil })
  }

  @Test("reflection tells it without loss")
  func reflected() {
    for method in SchemaCatalog.services.flatMap(\.methods) {
      #expect(MethodAccess(method.access.message) == method.access, "\(method.path)")
    }
  }

  @Test("scopes of a later version, and no declaration at all, grant nothing")
  func unknown() {
    var message = RpcV1.Access()
    message.province = RpcV1.Scope(rawValue: 9)
    message.office = RpcV1.Scope(rawValue: 257)
    #expect(MethodAccess(message) == .nobody)
    #expect(MethodAccess(nil) == .nobody)
  }

  @Test("roles have one name each")
  func names() {
    #expect(Set(AccessRole.allCases.map(\.name)).count == AccessRole.allCases.count)
    for role in AccessRole.allCases { #expect(AccessRole(name: role.name) == role) }
    #expect(AccessRole(name: "Province") == nil)
  }
}
