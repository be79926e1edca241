import DomainPrimitives
import Foundation
import Messages
import RPC
import TestSupport
import Testing

@testable import Registry

/// Plays the life cycles of `Tests/Scenarios/Registry` (its README tells how they are written) and compares what the
/// registry does with what they say, word by word.
@Suite("Life cycles")
struct ScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scenarios/Registry")

  static let names = [
    "inspection", "recognition-expired", "recognition-extended", "recognition-renewed", "recognition-revoked",
    "rule-sets", "support-request", "targets",
  ]

  @Test("a life cycle goes as its scenario tells", arguments: names)
  func lifeCycle(name: String) async throws {
    let file = Self.folder.appending(path: name + ".txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    let player = try await ScenarioPlayer()
    let played = try await player.play(text)
    if ProcessInfo.processInfo.environment["OCOP_REWRITE_SCENARIOS"] == "1" {
      try played.write(to: file, atomically: true, encoding: .utf8)
    }
    let lines = (text.split(separator: "\n"), played.split(separator: "\n"))
    for (told, done) in zip(lines.0, lines.1) { #expect(told == done) }
    #expect(lines.0.count == lines.1.count)
  }

  @Test("every file of the folder is played")
  func allFiles() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
    #expect(files.filter { $0.hasSuffix(".txt") }.sorted() == Self.names.map { $0 + ".txt" })
  }
}
