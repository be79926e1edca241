import AccessControl
import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Services
import Testing

@Suite("Which rows a caller reaches through a method")
struct RowScopeTests {
  private static let access = MethodAccess(
    province: .everything,
    office: .ownUnits,
    producer: .ownRecords,
    auditor: .everything
  )

  private func code(_ caller: Caller?, _ access: MethodAccess = RowScopeTests.access) -> StatusCode? {
    do throws(RPCError) {
      _ = try RowScope(of: caller, through: access)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("a call that nobody has verified reaches nothing, and a role that is not named may not call")
  func refused() {
    #expect(code(nil) == .unauthenticated)
    #expect(code(nil, .everybody) == .unauthenticated)
    for role in [AccessRole.service, .operator, .loadTester] { #expect(code(.someone(role)) == .permissionDenied) }
    #expect(code(.someone(.producer)) == .permissionDenied)
    #expect(code(.office("187@2020-01-01"), .nobody) == .permissionDenied)
  }

  @Test("an office has its units, a producer itself, and others what the method says")
  func granted() throws {
    #expect(try RowScope(of: .unrestricted, through: .nobody) == .everything)
    #expect(try RowScope(of: .someone(.auditor), through: Self.access) == .everything)
    #expect(try RowScope(of: .producer("CT-1"), through: Self.access) == .producer("CT-1"))
    let key = UnitKey(code: "187", validFrom: try CivilDate(parsing: "2020-01-01"))
    #expect(try RowScope(of: .office("187@2020-01-01"), through: Self.access) == .units([key]))
    // A key without a day would be a code alone, which says nothing: it is left out, and not guessed.
    #expect(try RowScope(of: .office("187"), through: Self.access) == .units([]))
  }

  @Test("what leaves no row out is for those who reach all of them")
  func everything() throws {
    try RowScope.requireEverything(of: .someone(.province), through: Self.access)
    #expect(throws: RPCError.self) {
      try RowScope.requireEverything(of: .office("187@2020-01-01"), through: Self.access)
    }
    #expect(throws: RPCError.self) { try RowScope.requireEverything(of: nil, through: Self.access) }
  }

  @Test("personal data is for those whose work needs it")
  func personalData() throws {
    let sees = AccessRole.allCases.filter { Caller.someone($0).seesPersonalData }
    #expect(sees == [.province, .office, .producer, .service])
    #expect(Caller.unrestricted.seesPersonalData)
    #expect(try CallerView(of: .someone(.auditor), through: Self.access).hidesPersonalData)
    #expect(try !CallerView(of: .someone(.province), through: Self.access).hidesPersonalData)
  }

  @Test("no method that sends whole events is granted to who sees no personal data")
  func events() {
    let access = RegistryV1.RegistryMethods.watch.access
    let granted = AccessRole.allCases.filter { access.scope(of: $0) != nil }
    #expect(granted == [.province, .service])
  }

  @Test("operations of different scopes are different, and those of everybody who reaches all are the same")
  func operations() throws {
    let digest = [UInt8](repeating: 7, count: 32)
    let key = UnitKey(code: "187", validFrom: try CivilDate(parsing: "2020-01-01"))
    let scopes: [RowScope] = [.everything, .units([key]), .units([]), .producer("CT-1"), .producer("CT-2")]
    #expect(RowScope.everything.bound(digest) == digest)
    #expect(Set(scopes.map { $0.bound(digest) }).count == scopes.count)
  }
}
