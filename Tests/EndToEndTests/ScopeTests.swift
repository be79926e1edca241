import Foundation
import Testing

/// Goal: what a role reaches, seen from outside. Method: the four daemons ask for identities, the province imports the
/// sample, and others read it through the gateway with their tokens. The office is that of the commune 06463 of 2025,
/// into which all of 06463, 06466 and 06523 of 2020 went.
@Suite("What each role reaches", .timeLimit(.minutes(3))) struct ScopeTests {
  private let sample = Program.repository.appending(path: "deploy/sample").path

  private func started() async throws -> (Installation, Identities) {
    let installation = try await Installation(startingInOrder: [])
    let identities = try await Identities(in: installation)
    for service in Installation.Service.allCases {
      try await installation.start(service, with: identities.flags)
    }
    let imported = try await installation.ocop("import", sample, "--token-file", identities.tokenFile("province"))
    try #require(imported.exitCode == 0, "\(imported)")
    return (installation, identities)
  }

  /// Rows of a file of the sample, which hold no quotes where this test looks.
  private func rows(_ file: String) throws -> [[String]] {
    try String(contentsOfFile: "\(sample)/\(file).csv", encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// First words of the lines that a list prints under its header.
  private func ids(_ output: String) -> [String] {
    output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { $0.hasPrefix("CT-") }
  }

  @Test("an office sees its own, a producer itself, an auditor no household's name, and every explanation adds up")
  func roles() async throws {
    let (installation, identities) = try await started()
    func ocop(_ role: String, _ arguments: String...) async throws -> Program.Outcome {
      try await installation.ocop(arguments + ["--token-file", identities.tokenFile(role)])
    }
    let producers = try rows("producers")
    let own = producers.filter { ["06463", "06466", "06523"].contains($0[3]) }.map { $0[0] }.sorted()
    try #require(own.count > 2 && own.count < producers.count)
    #expect(ids(try await ocop("province", "list", "producers").output) == producers.map { $0[0] }.sorted())
    #expect(ids(try await ocop("office", "list", "producers").output) == own)
    #expect(ids(try await ocop("producer", "list", "producers").output) == ["CT-CL-01"])
    let foreign = try #require(producers.map { $0[0] }.first { !own.contains($0) })
    let shown = try await ocop("office", "show", "producer", foreign)
    #expect(shown.exitCode != 0 && shown.output.isEmpty)

    let audited = try await ocop("auditor", "show", "producer", "CT-CL-02")
    #expect(audited.exitCode == 0 && audited.output.contains("(ẩn · masked)"))
    let watched = try await ocop("auditor", "watch", "registry")
    #expect(watched.exitCode != 0 && watched.output.isEmpty)

    let question = ["explain", "--row", "total", "--figure", "producers", "--as-of", "2021-11-05", "--geo", "2021"]
    for role in ["province", "office", "auditor"] {
      let token = identities.tokenFile(role)
      let answer = try await installation.ocop(question + ["--token-file", token])
      #expect(answer.output.contains("counted: 56"), "\(role): \(answer)")
      #expect(answer.output.contains("Bích Trâm") == (role != "auditor"))
      #expect(answer.output.contains("(ẩn · masked)") == (role != "province"))
    }
  }
}
