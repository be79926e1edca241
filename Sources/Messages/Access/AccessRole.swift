/// What somebody does in the programme. The numbers are those of `ocop.rpc.v1.Role`.
public enum AccessRole: UInt8, CaseIterable, Hashable, Sendable {
  /// The provincial office (chi cục).
  case province = 1
  /// A district or commune office, for its own units.
  case office = 2
  /// A producer (chủ thể), for its own records.
  case producer = 3
  /// Another service of the installation.
  case service = 4
  /// Who runs the daemons.
  case `operator` = 5
  /// Who examines.
  case auditor = 6
  /// Who measures.
  case loadTester = 7

  /// As tokens, commands and logs write it: "load_tester".
  public var name: String {
    switch self {
    case .province: "province"
    case .office: "office"
    case .producer: "producer"
    case .service: "service"
    case .operator: "operator"
    case .auditor: "auditor"
    case .loadTester: "load_tester"
    }
  }

  /// A role by the name that `name` gives; nil when there is none.
  public init?(name: String) {
    guard let role = AccessRole.allCases.first(where: { $0.name == name }) else { return nil }
    self = role
  }
}
