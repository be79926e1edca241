import ArgumentParser
import ClientKit
import Messages

/// `ocop identity roles`
struct RolesCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "roles",
    abstract: "Show which role may call which method, and how much of it.",
    discussion: """
      all = every row · units = the rows of the caller's units · own = the caller's own rows · a dot = not at all

      Example:
        ocop identity roles
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run(in session: Session) async throws {
    let methods = SchemaCatalog.services.filter { !$0.fullName.hasPrefix("ocop.testing.") }.flatMap(\.methods)
    if options.json {
      return try session.output.write(JSONWriter.indented(.array(methods.map(RolesCommand.json))))
    }
    var table = TextTable(
      [TextTable.Column("method")] + AccessRole.allCases.map { TextTable.Column($0.name) }
    )
    for method in methods {
      let path = method.path.hasPrefix("ocop.") ? String(method.path.dropFirst("ocop.".count)) : method.path
      let cells = AccessRole.allCases.map { role in
        method.access.isForEverybody ? "all" : RolesCommand.word(method.access.scope(of: role))
      }
      table.append([path] + cells)
    }
    try session.output.write(table.rendered())
  }

  private static func word(_ scope: AccessScope?) -> String {
    switch scope {
    case .everything: "all"
    case .ownUnits: "units"
    case .ownRecords: "own"
    case nil: "·"
    }
  }

  private static func json(_ method: MethodDescriptor) -> JSONValue {
    let roles = AccessRole.allCases.compactMap { role -> (String, JSONValue)? in
      method.access.scope(of: role).map { (role.name, .string(word($0))) }
    }
    return .members(
      ("method", .string(method.path)),
      ("everybody", .bool(method.access.isForEverybody)),
      ("roles", .object(roles.map { JSONMember(name: $0.0, value: $0.1) }))
    )
  }
}
