import Foundation
import Testing

/// A file of blocks of `key: value` lines, as proto/golden/README.md describes it.
struct GoldenFile {
  /// One block: its lines in order.
  struct Block: CustomTestStringConvertible {
    var fields: [(key: String, value: String)]

    subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

    var name: String { self["name"] ?? "unnamed" }

    var testDescription: String { name }
  }

  let blocks: [Block]

  /// Reads a file of proto/golden by its path there.
  init(_ path: String) throws {
    let golden = URL(filePath: #filePath)
      .deletingLastPathComponent()
      .appending(path: "../../proto/golden/" + path)
    let text = try String(contentsOf: golden.standardizedFileURL, encoding: .utf8)
    var blocks: [Block] = []
    var current = Block(fields: [])
    let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false) + [""]
    for line in lines {
      if line.isEmpty {
        if !current.fields.isEmpty { blocks.append(current) }
        current = Block(fields: [])
      } else if !line.hasPrefix("#") {
        guard let colon = line.firstIndex(of: ":") else { throw BadGoldenFile(line: String(line)) }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        current.fields.append((String(line[..<colon]), String(value)))
      }
    }
    self.blocks = blocks
  }
}

/// A line that is not `key: value`.
struct BadGoldenFile: Error {
  var line: String
}
