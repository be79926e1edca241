/// Who may call a method, as its `.proto` file declares it (`ocop.rpc.v1.Access`): a scope for each role, and nothing
/// for those that are not named.
public struct MethodAccess: Hashable, Sendable {
  /// Four bits for each role: the number of its scope, or 0.
  private var scopes: UInt32
  /// Anybody may call it, also without an identity.
  public let isForEverybody: Bool

  /// Nobody: a method whose declaration is not known.
  public static let nobody = MethodAccess()
  /// Anybody, also without an identity.
  public static let everybody = MethodAccess(scopes: 0, isForEverybody: true)

  private init(scopes: UInt32, isForEverybody: Bool) {
    self.scopes = scopes
    self.isForEverybody = isForEverybody
  }

  /// A scope for each role; nil = it may not call the method.
  public init(
    province: AccessScope? = nil,
    office: AccessScope? = nil,
    producer: AccessScope? = nil,
    service: AccessScope? = nil,
    operator: AccessScope? = nil,
    auditor: AccessScope? = nil,
    loadTester: AccessScope? = nil
  ) {
    self.init(scopes: 0, isForEverybody: false)
    set(province, for: .province)
    set(office, for: .office)
    set(producer, for: .producer)
    set(service, for: .service)
    set(`operator`, for: .operator)
    set(auditor, for: .auditor)
    set(loadTester, for: .loadTester)
  }

  /// Which rows a role reaches; nil = it may not call the method.
  public func scope(of role: AccessRole) -> AccessScope? {
    AccessScope(rawValue: UInt8(scopes >> MethodAccess.shift(role) & 0xF))
  }

  private mutating func set(_ scope: AccessScope?, for role: AccessRole) {
    scopes |= UInt32(scope?.rawValue ?? 0) << MethodAccess.shift(role)
  }

  private static func shift(_ role: AccessRole) -> UInt32 { UInt32(role.rawValue) * 4 - 4 }
}
