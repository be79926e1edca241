import Foundation
import Testing

@Suite("The style of the house")
struct SourceStyleTests {
  @Test("files, functions and lines keep their sizes, and no banned call is used")
  func treeKeepsTheRules() throws {
    let files =
      try SourceTree.files(below: "Sources", extensions: ["swift", "c", "h"])
      + SourceTree.files(below: "Tests", extensions: ["swift", "py"])
      + SourceTree.files(below: "proto", extensions: ["proto", "py"])
    #expect(files.count > 80, "the walk found too few files to mean anything")
    #expect(files.flatMap(SourceStyle.violations) == [])
  }

  @Test("a file, a function or a line that is too long is found")
  func sizesAreFound() {
    func violations(_ text: String) -> Int {
      SourceStyle.violations(in: SourceTree.File(path: "Sources/Wire/A.swift", text: text)).count
    }
    #expect(violations(String(repeating: "let a = 1\n", count: 500)) == 0)
    #expect(violations(String(repeating: "let a = 1\n", count: 501)) == 1)
    #expect(violations("//" + String(repeating: "x", count: 118)) == 0)
    #expect(violations("//" + String(repeating: "x", count: 119)) == 1)
    let body = { (lines: Int) in "  func long() {\n" + String(repeating: "    work()\n", count: lines) + "  }\n" }
    #expect(violations(body(68)) == 0)
    #expect(violations(body(69)) == 1)
    #expect(violations("  func declared() throws\n\n" + body(60)) == 0)
  }

  @Test("a banned call and an unproven Sendable are found")
  func bansAreFound() {
    let banned = SourceTree.File(path: "Sources/Wire/A.swift", text: "let a = try" + "! work()")
    #expect(SourceStyle.violations(in: banned).count == 1)
    let unproven = SourceTree.File(path: "Sources/Wire/A.swift", text: "final class A: @unchecked" + " Sendable {}")
    #expect(SourceStyle.violations(in: unproven).count == 1)
    let proven = SourceTree.File(
      path: "Sources/Wire/A.swift",
      text: "// Sendable: every field is guarded by `lock`.\nfinal class A: @unchecked" + " Sendable {}"
    )
    #expect(SourceStyle.violations(in: proven) == [])
  }

  @Test("the top level holds what the owner fixed, and nothing else")
  func topLevelIsFixed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
    let visible = Set(names.filter { !$0.hasPrefix(".") }).subtracting(["Package.resolved", "LICENSE"])
    #expect(visible == ["Package.swift", "Sources", "Tests", "proto", "deploy", "README.md"])
  }

  @Test("every local link in the documents leads somewhere")
  func linksLeadSomewhere() throws {
    let documents = try ["proto", "deploy", "Tests", "Sources"].flatMap {
      try SourceTree.files(below: $0, extensions: ["md"])
    }
    let readme = SourceTree.File(
      path: "README.md",
      text: try String(contentsOf: SourceTree.root.appending(path: "README.md"), encoding: .utf8)
    )
    #expect((documents + [readme]).flatMap(Self.deadLinks) == [])
  }

  @Test("a dead link is found")
  func deadLinkIsFound() {
    let document = SourceTree.File(
      path: "README.md",
      text: "[here](Package.swift) [gone](not/there.md) [web](https://a.b)"
    )
    #expect(Self.deadLinks(in: document) == ["README.md: not/there.md"])
  }

  private static func deadLinks(in file: SourceTree.File) -> [String] {
    let folder = SourceTree.root.appending(path: file.path).deletingLastPathComponent()
    return file.text.matches(of: /\]\(([^)#\s]+)[^)]*\)/).compactMap { match in
      let target = String(match.1)
      if target.contains("://") || target.hasPrefix("mailto:") { return nil }
      let exists = FileManager.default.fileExists(atPath: folder.appending(path: target).standardizedFileURL.path)
      return exists ? nil : "\(file.path): \(target)"
    }
  }
}
