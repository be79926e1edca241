import Logging

/// Writes one log line of bounded length. What comes from outside cannot forge a line or a field: control characters
/// are escaped in both formats, and a line that would be too long says that it was cut.
struct LogLine {
  /// Longest line, in bytes with its line feed. A pipe takes as much in one piece.
  static let lengthMaxBytes = 4_096
  /// Longest value of one field, in bytes, so that one field does not push out the others.
  static let valueLengthMaxBytes = 1_024

  var time: UTCTimestamp
  var level: Logger.Level
  var label: String
  var message: String
  /// Fields in the order they are written.
  var fields: [(name: String, value: String)]

  /// The line with its line feed.
  func bytes(format: LogFormat) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(256)
    switch format {
    case .text: appendText(to: &line)
    case .json: appendJSON(to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private func appendText(to line: inout [UInt8]) {
    time.append(to: &line)
    line += " \(level.rawValue) \(label): ".utf8
    Self.append(message, to: &line, quoted: false, json: false)
    for field in fields {
      let start = line.count
      line.append(UInt8(ascii: " "))
      line += field.name.utf8
      line.append(UInt8(ascii: "="))
      let isPlain = !field.value.isEmpty && field.value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }
      Self.append(field.value, to: &line, quoted: !isPlain, json: false)
      guard line.count <= Self.lengthMaxBytes - Self.cutNoteText.count - 1 else {
        line.removeSubrange(start...)
        line += Self.cutNoteText
        return
      }
    }
  }

  private func appendJSON(to line: inout [UInt8]) {
    line += "{\"time\":\"".utf8
    time.append(to: &line)
    line += "\",\"level\":\"\(level.rawValue)\",\"logger\":".utf8
    Self.append(label, to: &line, quoted: true, json: true)
    line += ",\"message\":".utf8
    Self.append(message, to: &line, quoted: true, json: true)
    for field in fields {
      let start = line.count
      line.append(UInt8(ascii: ","))
      // A prefix keeps fields apart from the names above, which a field must not overwrite.
      let isTaken = ["time", "level", "logger", "message", "cut"].contains(field.name)
      Self.append(isTaken ? "field_" + field.name : field.name, to: &line, quoted: true, json: true)
      line.append(UInt8(ascii: ":"))
      Self.append(field.value, to: &line, quoted: true, json: true)
      guard line.count <= Self.lengthMaxBytes - Self.cutNoteJSON.count - 2 else {
        line.removeSubrange(start...)
        line += Self.cutNoteJSON
        break
      }
    }
    line.append(UInt8(ascii: "}"))
  }

  private static let cutNoteText = Array(" cut=true".utf8)
  private static let cutNoteJSON = Array(",\"cut\":true".utf8)

  /// Appends a text with its control characters escaped, cut to the longest value with "..." at its end.
  private static func append(_ text: String, to line: inout [UInt8], quoted: Bool, json: Bool) {
    if quoted { line.append(UInt8(ascii: "\"")) }
    defer { if quoted { line.append(UInt8(ascii: "\"")) } }
    // Most text needs nothing but copying.
    if text.utf8.count <= valueLengthMaxBytes, text.utf8.allSatisfy(isPlain) {
      line += text.utf8
      return
    }
    let start = line.count
    for scalar in text.unicodeScalars {
      if line.count - start > valueLengthMaxBytes {
        line += "...".utf8
        break
      }
      append(scalar, to: &line, quoted: quoted, json: json)
    }
  }

  /// Whether a byte is a character that no format escapes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func append(_ scalar: Unicode.Scalar, to line: inout [UInt8], quoted: Bool, json: Bool) {
    switch scalar {
    case "\"" where quoted: line += "\\\"".utf8
    case "\\" where json || quoted: line += "\\\\".utf8
    case "\n": line += "\\n".utf8
    case "\r": line += "\\r".utf8
    case "\t": line += "\\t".utf8
    default:
      // C0, DEL, C1, and the separators that some readers take for the end of a line.
      let isControl =
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
      if isControl {
        let digits = String(scalar.value, radix: 16)
        line += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      } else {
        line += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
  }
}
