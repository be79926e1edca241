import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import Testing

/// Goal: who may call what is what the schema declares, cell by cell, in the programs that are shipped. Method: four
/// daemons that ask for identities; a token of each role calls each method, at the service and through the gateway.
@Suite("Roles and methods, cell by cell", .timeLimit(.minutes(3))) struct RoleTests {
  private static let roles = ["province", "office", "producer", "service", "operator", "auditor", "load_tester"]

  /// Reviewed by people: a line for each method, and in it the roles that may call it, in the order above.
  private static var expected: [String: String] {
    get throws {
      let file = Program.repository.appending(path: "Tests/EndToEndTests/roles.txt")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
      return Dictionary(
        uniqueKeysWithValues: lines.map { line in
          let fields = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
          return (fields[0], fields.dropFirst().joined(separator: " "))
        }
      )
    }
  }

  /// The daemon that answers a service's methods.
  private static func daemons(of service: String) -> [Installation.Service] {
    switch service.split(separator: ".").dropLast().dropFirst().first {
    case "registry": [.registry, .gateway]
    case "listing": [.listing, .gateway]
    case "reporting": [.reporting, .gateway]
    case "gateway": [.gateway]
    default: Installation.Service.allCases
    }
  }

  @Test("each role may call what the table says, and nothing else, at every daemon that has the method")
  func cells() async throws {
    let installation = try await Installation(startingInOrder: [])
    let identities = try await Identities(in: installation)
    for service in Installation.Service.allCases {
      try await installation.start(service, with: identities.flags)
    }
    let expected = try Self.expected
    let methods = SchemaCatalog.services.flatMap(\.methods).filter { !$0.path.hasPrefix("ocop.testing.") }
    #expect(Set(methods.map(\.path)) == Set(expected.keys), "roles.txt has a line for each method")
    var wrong: [String] = []
    for daemon in Installation.Service.allCases {
      let channel = SocketChannel(
        endpoint: try Endpoint(parsing: installation.endpoint(of: daemon)),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      )
      for method in methods where Self.daemons(of: method.serviceFullName).contains(daemon) {
        var admitted: [String] = []
        for role in Self.roles {
          let token = try identities.token(role)
          if await Self.isAdmitted(method, token: token, channel) { admitted.append(role) }
        }
        if await Self.isAdmitted(method, token: nil, channel) { admitted = ["everybody"] }
        if admitted.joined(separator: " ") != expected[method.path] {
          wrong.append("\(daemon) \(method.path): \(admitted.joined(separator: " "))")
        }
      }
      await channel.close()
    }
    #expect(wrong.isEmpty, "not as roles.txt says:\n\(wrong.joined(separator: "\n"))")
  }

  /// Whether a call without content comes past the door: whatever the handler then says to it.
  private static func isAdmitted(_ method: MethodDescriptor, token: String?, _ channel: SocketChannel) async -> Bool {
    var metadata = Metadata()
    if let token { metadata.append("Bearer \(token)", forKey: "authorization") }
    let isUnary = !method.isClientStreaming && !method.isServerStreaming
    let options = CallOptions(timeout: isUnary ? .seconds(20) : .milliseconds(500), metadata: metadata)
    let called = AnyMethod(path: method.path, kind: isUnary ? .unary : .serverStreaming)
    do throws(RPCError) {
      if isUnary {
        _ = try await channel.unary(called, request: [], options: options)
      } else {
        let exchange = try channel.stream(called, request: [], options: options)
        _ = try await exchange.nextResponse()
        exchange.cancel()
      }
      return true
    } catch {
      return error.code != .permissionDenied && error.code != .unauthenticated
    }
  }
}
