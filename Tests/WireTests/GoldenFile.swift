import Foundation
import Testing

/// A block of a golden file: its keys and values in order (proto/golden/README.md).
struct GoldenBlock: CustomTestStringConvertible, Sendable {
  var entries: [(key: String, value: String)] = []

  subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

  var name: String { self["name"] ?? "?" }
  var bytes: [UInt8] { [UInt8](hex: self["hex"] ?? "") }
  var testDescription: String { name }

  /// The blocks of a file under proto/golden.
  static func read(_ file: String) -> [GoldenBlock] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    guard let text = try? String(contentsOf: root.appendingPathComponent("proto/golden/\(file)"), encoding: .utf8)
    else { return [] }
    return text.components(separatedBy: "\n\n").compactMap { paragraph in
      var block = GoldenBlock()
      for line in paragraph.split(separator: "\n") where !line.hasPrefix("#") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let value = line[line.index(after: colon)...]
        block.entries.append((String(line[..<colon]), String(value.hasPrefix(" ") ? value.dropFirst() : value)))
      }
      return block.entries.isEmpty ? nil : block
    }
  }
}

extension [UInt8] {
  init(hex: String) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in hex {
      guard let digit = character.hexDigitValue else { continue }
      if let first = high {
        bytes.append(first << 4 | UInt8(digit))
        high = nil
      } else {
        high = UInt8(digit)
      }
    }
    self = bytes
  }

  var hex: String { map { String(format: "%02x", $0) }.joined() }
}
