import ClientKit
import Foundation
import Testing

@testable import CommandLineClient

/// Goal: what `ocop person` sends and says. Method: a registry in this process whose answers are given.
@Suite struct PersonCommandTests {
  private func run(_ arguments: String...) async -> CommandRun {
    await CommandRun(["person"] + arguments, FakeRegistry())
  }

  @Test("a contact, all contacts over their pages, and an export are shown")
  func reading() async {
    #expect(await run("show", "CT-9").output.contains("CT-9"))
    let list = await run("list")
    #expect(list.output.contains("CT-1") && list.output.contains("CT-2") && list.diagnostics.contains("2 contacts"))
    #expect(await run("export", "CT-9").output.contains("\"phone\": \"+84912345678\""))
  }

  @Test("an erasure needs a ground that there is, and a yes")
  func erasing() async {
    #expect(await run("erase", "CT-9", "--ground", "request").status == .usage)
    #expect(await run("erase", "CT-9", "--ground", "whim", "--yes").status == .usage)
    let erased = await run("erase", "CT-9", "--ground", "consent-withdrawn", "--yes")
    #expect(erased.status == .success && erased.output.contains("Hộ đã xoá 3f2a91"))
    let json = await run("erase", "CT-9", "--ground", "consent-withdrawn", "--yes", "--json")
    #expect(json.output.contains("ERASURE_GROUND_CONSENT_WITHDRAWN"))
  }

  @Test("a file of contacts is stored; a wrong row is named by its line, without what stands there")
  func importing() async throws {
    let name = "contacts-\(UInt64.random(in: 0...UInt64.max))"
    let path = FileManager.default.temporaryDirectory.appending(path: name).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
    let header = "producer_id,representative,phone,address\n"
    try write(header + "CT-1,Hoàng Thị Mai,0912 345 678,\nCT-2,Lý Văn Tư,,\"Thôn 1, Đồng Mỏ\"\n")
    #expect(await run("import", path).output == "2 contacts: 2 new, 0 changed, 0 unchanged\n")
    try write(header + "CT-1,Hoàng Thị Mai,0912 345 678,\nCT-2,Lý Văn Tư,wrong,\n")
    let refused = await run("import", path)
    #expect(refused.status == .refused && refused.diagnostics.contains("\(path):3: phone: phone is none"))
    #expect(!refused.diagnostics.contains("Lý Văn Tư"))
    try write("producer,phone\n")
    #expect(await run("import", path).status == .refused)
    #expect(await run("import", path + "-none").status == .refused)
  }
}
