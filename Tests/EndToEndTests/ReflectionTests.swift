import Foundation
import Testing

// Goal: from the shell every method of every daemon can be found, understood and called, whatever streams. Method: the
// built command line against the built daemons and the interop server, which has all kinds of calls.
@Suite("Reflection and calls by hand", .serialized, .timeLimit(.minutes(3)))
struct ReflectionTests {
  private func ocop(_ arguments: String..., at endpoint: String) async throws -> Program.Outcome {
    try await Program.run("ocop", arguments + ["--gateway", endpoint])
  }

  @Test("every daemon describes itself, and says whether it is healthy")
  func everyDaemon() async throws {
    let installation = try await Installation()
    for (service, own) in [
      (Installation.Service.registry, "ocop.registry.v1.Registry"), (.listing, "ocop.listing.v1.Listing"),
      (.reporting, "ocop.reporting.v1.Reporting"), (.gateway, "ocop.gateway.v1.Gateway"),
    ] {
      let endpoint = installation.endpoint(of: service)
      let described = try await ocop("describe", at: endpoint)
      #expect(described.exitCode == 0, "\(described)")
      for name in [own, "ocop.rpc.v1.Health", "ocop.rpc.v1.Reflection"] {
        #expect(described.output.contains("service \(name)\n"), "\(service): \(described)")
      }
      let checked = try await ocop("call", "Health/Check", "{\"service\": \"\(own)\"}", at: endpoint)
      #expect(checked.exitCode == 0 && checked.output.contains("SERVING_STATUS_SERVING"), "\(checked)")
      let healthy = try await ocop("health", own, at: endpoint)
      #expect(healthy.exitCode == 0 && healthy.output.contains("serving"), "\(healthy)")
    }
    let unknown = try await installation.ocop("health", "ocop.nothing.v1.Nothing")
    #expect(unknown.exitCode == 1, "\(unknown)")
  }

  @Test("through the gateway every service is described and called; one that is down is left out, and explained")
  func throughTheGateway() async throws {
    let installation = try await Installation()
    let sample = Program.repository.appending(path: "deploy/sample").path
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    for (method, request) in [
      ("ocop.registry.v1.Registry/GetRecord", #"{"kind": "RECORD_KIND_PRODUCT", "id": "SP-CL-03"}"#),
      ("Listing/ListRecords", #"{"kind": 1}"#), ("Reporting/GetProgressReport", #"{"asOf": "2021-11-05"}"#),
      ("Gateway/GetInstallationStatus", "{}"),
    ] {
      let called = try await installation.ocop("call", method, request)
      #expect(called.exitCode == 0, "\(method): \(called)")
    }
    let missing = try await installation.ocop("call", "Registry/GetRecord", #"{"kind": 3, "id": "none"}"#)
    #expect(missing.exitCode == 1, "\(missing)")
    #expect(missing.errors.contains("NOT_FOUND: ") && missing.errors.contains("producer: none"), "\(missing)")

    await installation.killAtOnce(.listing)
    // The gateway may remember for a moment what the service has said; that it cannot be called shows at once.
    let called = try await installation.ocop("call", "ocop.listing.v1.Listing/ListRecords", #"{"kind": 1}"#)
    #expect(called.exitCode == 3, "\(called)")
    #expect(called.errors.contains(installation.endpoint(of: .listing)), "\(called)")
  }

  @Test("the interop server's methods of all kinds are called by their names alone")
  func allKindsOfCalls() async throws {
    let server = try Program("interop-server", ["--listen", "tcp:127.0.0.1:0"])
    defer { server.signal(SIGTERM) }
    let line = try await server.line(with: "listening on ")
    let endpoint = String(line.split(separator: " ").last ?? "")
    func piped(_ method: String, _ lines: String...) async throws -> Program.Outcome {
      let command = #"printf '%s\n' "${@:2}" | "$0" call "$1" - --gateway "$OCOP_GATEWAY""#
      return try await Program.run(
        "/bin/bash",
        ["-c", command, Program.folder.appending(path: "ocop").path, method] + lines,
        environment: ["OCOP_GATEWAY": endpoint]
      )
    }
    let unary = try await ocop(
      "call",
      "UnaryCall",
      #"{"response_bytes": 2}"#,
      "--metadata",
      "x-echo-initial=a",
      "--show-metadata",
      "--compress",
      at: endpoint
    )
    #expect(unary.exitCode == 0 && unary.output.contains(#""body": "AAA=""#), "\(unary)")
    #expect(unary.errors == "initial metadata:\n  x-echo-initial: a\ntrailers: none\n", "\(unary)")
    let outputs = try await ocop(
      "call",
      "StreamingOutputCall",
      #"{"response_parameters": [{"response_bytes": 1}, {}]}"#,
      at: endpoint
    )
    #expect(outputs.output == "{\"payload\":{\"body\":\"AA==\"}}\n{\"payload\":{\"body\":\"\"}}\n", "\(outputs)")
    let payload = #"{"payload": {"body": "AAAA"}}"#
    let inputs = try await piped("StreamingInputCall", payload, payload)
    #expect(inputs.exitCode == 0 && inputs.output.contains(#""aggregated_payload_bytes": "6""#), "\(inputs)")
    let parameters = #"{"response_parameters": [{"response_bytes": 1}]}"#
    let both = try await piped("Interop/FullDuplexCall", parameters, parameters)
    #expect(both.output == String(repeating: "{\"payload\":{\"body\":\"AA==\"}}\n", count: 2), "\(both)")
    let wrong = try await piped("Interop/FullDuplexCall", parameters, "{")
    #expect(wrong.exitCode == 1 && wrong.errors.contains("standard input, line 2, byte 2:"), "\(wrong)")
    let late = try await ocop(
      "call",
      "StreamingOutputCall",
      #"{"response_parameters": [{"interval_microseconds": 60000000}]}"#,
      "--timeout",
      "0.2",
      at: endpoint
    )
    #expect(late.exitCode == 4 && late.errors.contains("DEADLINE_EXCEEDED"), "\(late)")
    let unimplemented = try await ocop("call", "UnimplementedCall", at: endpoint)
    #expect(unimplemented.exitCode == 2, "\(unimplemented)")
  }
}
