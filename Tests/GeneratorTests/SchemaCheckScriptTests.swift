import Foundation
import Testing

// proto/check on the repository, and on a copy of it with one thing changed.
@Suite(
  "proto/check and proto/generate",
  .enabled(if: Tools.arePresent, "protoc and protoc-c are not installed; see deploy/test")
)
struct SchemaCheckScriptTests {
  private static let registry = "proto/ocop/registry/v1/registry.proto"
  private static let units = "proto/ocop/registry/v1/unit.proto"

  /// A copy of what the scripts read and write.
  private func copy() throws -> Workshop {
    let workshop = try Workshop()
    for path in [
      "proto/ocop", "proto/check", "proto/generate", "proto/inventory.txt", "Sources/CMessages/ocop",
      "Sources/Messages/Generated", "Sources/Services/Generated",
    ] {
      try workshop.copyFromRepository(path)
    }
    return workshop
  }

  private func run(_ script: String, _ arguments: [String] = [], in workshop: Workshop) throws -> Tools.Outcome {
    try Tools.run(workshop.folder.appending(path: script).path, arguments, in: workshop.folder)
  }

  @Test("the repository's generated code is what its schema gives, and breaks no promise to peers")
  func repositoryPasses() throws {
    let script = Tools.repository.appending(path: "proto/check").path
    let outcome = try Tools.run(script, [], in: Tools.repository)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let released = try Tools.run("/usr/bin/git", ["describe", "--tags", "--abbrev=0"], in: Tools.repository)
    let said = released.exitCode == 0 ? "" : "proto/check: no tag, so no release to compare with\n"
    #expect(outcome.output == said)
  }

  @Test("a schema that was changed without generating again is reported, and generating repairs it")
  func drift() throws {
    let workshop = try copy()
    try workshop.edit(Self.units, "string legal_basis = 6;", "string legal_basis = 6;\n  string added = 7;")
    let before = try run("proto/check", in: workshop)
    #expect(before.exitCode == 1)
    for part in [
      "Sources/CMessages/ocop is not what the .proto files give. Run proto/generate",
      "Sources/Messages/Generated is not what the .proto files give",
      "+    public var added: String = \"\"",
      "field ocop.registry.v1.UnitSuccession.added is not in proto/inventory.txt: run proto/generate",
    ] {
      #expect(before.output.contains(part), "\(part) is not in\n\(before.output)")
    }
    #expect(try run("proto/generate", in: workshop).exitCode == 0)
    let after = try run("proto/check", in: workshop)
    #expect(after.exitCode == 0, "\(after.output)")
  }

  struct Break: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let complaint: String
    var testDescription: String { complaint }
  }

  static let breaks: [Break] = [
    Break(
      file: units,
      old: "  // The resolution it rests on.\n  string legal_basis = 6;\n",
      new: "",
      complaint: "field ocop.registry.v1.UnitSuccession.legal_basis is gone (it was: 6 string)"
    ),
    Break(
      file: units,
      old: "string legal_basis = 6;",
      new: "string legal_basis = 16;",
      complaint: "field ocop.registry.v1.UnitSuccession.legal_basis changed from \"6 string\" to \"16 string\""
    ),
    Break(
      file: units,
      old: "string legal_basis = 6;",
      new: "repeated bytes legal_basis = 6;",
      complaint: "UnitSuccession.legal_basis changed from \"6 string\" to \"6 repeated bytes\""
    ),
    Break(
      file: registry,
      old: "  PRODUCER_TYPE_ASSOCIATION = 6;\n",
      new: "",
      complaint: "value ocop.registry.v1.ProducerType.PRODUCER_TYPE_ASSOCIATION is gone (it was: 6)"
    ),
    Break(
      file: registry,
      old: "rpc Watch(ocop.common.v1.WatchRequest) returns (stream ",
      new: "rpc Watch(ocop.common.v1.WatchRequest) returns (",
      complaint: "rpc ocop.registry.v1.Registry.Watch changed from"
    ),
    Break(
      file: "proto/ocop/rpc/v1/health.proto",
      old: "rpc GetStatus(",
      new: "rpc ReadStatus(",
      complaint: "rpc ocop.rpc.v1.Health.GetStatus is gone"
    ),
  ]

  @Test("a change that breaks peers is reported by name until it is accepted", arguments: breaks)
  func breaking(_ change: Break) throws {
    let workshop = try copy()
    try workshop.edit(change.file, change.old, change.new)
    #expect(try run("proto/generate", in: workshop).exitCode == 0)
    let outcome = try run("proto/check", in: workshop)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains(change.complaint), "\(outcome.output)")
    #expect(outcome.output.contains("run proto/check --accept"))
    #expect(try run("proto/check", ["--accept"], in: workshop).exitCode == 0)
    let accepted = try run("proto/check", in: workshop)
    #expect(accepted.exitCode == 0, "\(accepted.output)")
  }

  @Test("a schema that is refused leaves the generated code as it was")
  func refusedSchemaChangesNothing() throws {
    let workshop = try copy()
    let file = "Sources/Messages/Generated/RegistryV1+Registry.swift"
    let before = try workshop.read(file)
    try workshop.edit(Self.units, "string legal_basis = 6;", "float legal_basis = 6;")
    let outcome = try run("proto/generate", in: workshop)
    #expect(outcome.exitCode != 0)
    #expect(outcome.output.contains("UnitSuccession.legal_basis: float is not supported"))
    #expect(try workshop.read(file) == before)
  }

  @Test("another version of a compiler is refused with the package to install")
  func pinnedVersions() throws {
    let workshop = try copy()
    try workshop.edit("proto/generate", "readonly protoc_c_version=1.4.1", "readonly protoc_c_version=9.9.9")
    let outcome = try run("proto/generate", in: workshop)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("protoc-c must be version 9.9.9 (Debian 12, package protobuf-c-compiler)"))
    try workshop.edit("proto/generate", "require protoc-c ", "require protoc-missing ")
    let missing = try run("proto/generate", in: workshop)
    #expect(missing.exitCode == 1)
    #expect(missing.output.contains("protoc-missing is missing. Install it: apt-get install"))
  }
}
