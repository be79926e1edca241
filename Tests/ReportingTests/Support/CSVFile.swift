import Foundation

/// A CSV file (RFC 4180) with a header row, as dictionaries.
enum CSVFile {
  static func rows(of path: URL) throws -> [[String: String]] {
    let records = records(in: try String(contentsOf: path, encoding: .utf8))
    guard let header = records.first else { return [] }
    return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  /// Writes rows of plain values (no quoting is needed for what the tests make).
  static func write(_ header: String, _ rows: [[String]], to path: URL) throws {
    let lines = [header] + rows.map { $0.joined(separator: ",") }
    try (lines.joined(separator: "\n") + "\n").write(to: path, atomically: false, encoding: .utf8)
  }

  private static func records(in text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var characters = text.makeIterator()
    var pending = characters.next()
    while let character = pending {
      pending = characters.next()
      if isQuoted {
        if character != "\"" {
          field.append(character)
        } else if pending == "\"" {
          field.append(character)
          pending = characters.next()
        } else {
          isQuoted = false
        }
      } else if character == "\"" {
        isQuoted = true
      } else if character == "," {
        fields.append(field)
        field = ""
      } else if character.isNewline {
        records.append(fields + [field])
        (fields, field) = ([], "")
      } else {
        field.append(character)
      }
    }
    return field.isEmpty && fields.isEmpty ? records : records + [fields + [field]]
  }
}
