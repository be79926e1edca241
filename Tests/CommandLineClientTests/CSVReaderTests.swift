import TestSupport
import Testing

@testable import CommandLineClient

/// Every input that a spreadsheet, an editor or a careless hand produced in other systems, with what becomes of it.
@Suite("The CSV reader")
struct CSVReaderTests {
  private func texts(_ input: String) throws -> [[String]] {
    try CSVReader.rows(of: Array(input.utf8)).map { $0.fields.map(\.text) }
  }

  @Test(
    "good files give their cells",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,\n,2\n", [["a", "b"], ["1", ""], ["", "2"]]),
      ("\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("\u{FEFF}\"a\",b\n", [["a", "b"]]),
      ("a\n\"x,y\"\n", [["a"], ["x,y"]]),
      ("a\n\"say \"\"no\"\"\"\n", [["a"], ["say \"no\""]]),
      ("a\n\"one\ntwo\"\n", [["a"], ["one\ntwo"]]),
      ("a\n\"one\r\ntwo\"\n", [["a"], ["one\r\ntwo"]]),
      ("a\n\"\"\n\"\"\"\"\n", [["a"], ["\""]]),
      ("a,b\n\"\",\"\"\n,\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
      ("a\nHộ trồng mận Nhất Hòa\n", [["a"], ["Hộ trồng mận Nhất Hòa"]]),
      ("a\n  x  \n", [["a"], ["  x  "]]),
      ("", []),
      ("\u{FEFF}", []),
    ] as [(String, [[String]])]
  )
  func goodFile(input: String, cells: [[String]]) throws {
    #expect(try texts(input) == cells)
  }

  @Test(
    "a fault is reported where it stands",
    arguments: [
      ("a,b\n1,x\"y\n", 2, 4, "quote inside a cell"),
      ("a,b\n1,\"x\"y\n", 2, 6, "after the closing quote"),
      ("a,b\n1,\"x\n2,3\n", 2, 3, "never closed"),
      ("a\n\"", 2, 1, "never closed"),
      ("a\rb\n", 1, 2, "carriage return"),
      ("a,b\r1,2\r", 1, 4, "carriage return"),
      ("a\n\"é\" \n", 2, 4, "after the closing quote"),
      ("a\n\"x\ny\"z\n", 3, 3, "after the closing quote"),
      ("tên,b\nHộ,x\"\n", 2, 5, "quote inside a cell"),
      ("a\u{0}b\n", 1, 2, "NUL"),
    ]
  )
  func faultyFile(input: String, line: Int, character: Int, message: String) throws {
    let error = try #require(throws: CSVError.self) { try texts(input) }
    #expect(error.line == line)
    #expect(error.character == character)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test("bytes that are not UTF-8 are refused with their place, and UTF-16 by name")
  func otherEncodings() throws {
    let latin = try #require(throws: CSVError.self) { try CSVReader.rows(of: Array("a\nH".utf8) + [0xF4, 0x0A]) }
    #expect(latin.line == 2)
    #expect(latin.character == 2)
    #expect(latin.message.contains("UTF-8"))
    let wide = try #require(throws: CSVError.self) { try CSVReader.rows(of: [0xFF, 0xFE, 0x61, 0x00]) }
    #expect(wide.message.contains("UTF-16"))
  }

  @Test("lines and characters of cells count from 1, over line breaks in quotes and letters of several bytes")
  func places() throws {
    let rows = try CSVReader.rows(of: Array("a,b\n\"x\ny\",ế,z\nlast\n".utf8))
    #expect(rows.map(\.line) == [1, 2, 4])
    #expect(rows[1].fields.map(\.line) == [2, 3, 3])
    #expect(rows[1].fields.map(\.character) == [1, 4, 6])
  }

  @Test("a row may have 256 cells and no more")
  func rowWidthIsBounded() throws {
    #expect(try texts(String(repeating: ",", count: 255) + "x")[0].count == 256)
    #expect(throws: CSVError.self) { try texts(String(repeating: ",", count: 256) + "x") }
  }

  @Test("what cells hold comes back whatever it is, when it is written in quotes")
  func roundTrip() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let pieces = [",", "\"", "\n", "\r\n", "\r", "a", "ế", "Đ", " ", ";", "🦆"]
    for _ in 0..<300 {
      let rows = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        (0..<3).map { _ in
          (0..<Int.random(in: 1...5, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
            .joined()
        }
      }
      let file = rows.map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\r\n"
      }.joined()
      #expect(try texts(file) == rows, "seed \(seed)")
    }
  }
}
