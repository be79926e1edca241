import TestSupport
import Testing

@testable import Spreadsheet

/// Every input that a spreadsheet, an editor or a careless hand produced in other systems, with what becomes of it.
@Suite("The CSV reader")
struct CSVReaderTests {
  private func texts(_ input: String) throws -> [[String]] {
    try CSVReader.rows(of: Array(input.utf8)).map { $0.cells.map(\.text) }
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
    let error = try #require(throws: SpreadsheetError.self) { try texts(input) }
    #expect(error.line == line)
    #expect(error.character == character)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test("bytes that are not UTF-8 are refused with their place, and UTF-16 by name")
  func otherEncodings() throws {
    let latin = try #require(throws: SpreadsheetError.self) {
      try CSVReader.rows(of: Array("a\nH".utf8) + [0xF4, 0x0A])
    }
    #expect(latin.line == 2)
    #expect(latin.character == 2)
    #expect(latin.message.contains("UTF-8"))
    let wide = try #require(throws: SpreadsheetError.self) { try CSVReader.rows(of: [0xFF, 0xFE, 0x61, 0x00]) }
    #expect(wide.message.contains("UTF-16"))
  }

  @Test("lines and characters of cells count from 1, over line breaks in quotes and letters of several bytes")
  func places() throws {
    let rows = try CSVReader.rows(of: Array("a,b\n\"x\ny\",ế,z\nlast\n".utf8))
    #expect(rows.map(\.line) == [1, 2, 4])
    #expect(rows[1].cells.map(\.line) == [2, 3, 3])
    #expect(rows[1].cells.map(\.character) == [1, 4, 6])
  }

  @Test("a row may have 256 cells and no more")
  func rowWidthIsBounded() throws {
    #expect(try texts(String(repeating: ",", count: 255) + "x")[0].count == 256)
    #expect(throws: SpreadsheetError.self) { try texts(String(repeating: ",", count: 256) + "x") }
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
      // A row in which nobody sees anything is none.
      let seen = rows.filter { !$0.joined().allSatisfy(\.isWhitespace) }
      #expect(try texts(file) == seen, "seed \(seed)")
    }
  }

  @Test("a file in any parts, even byte by byte, gives what it gives whole")
  func inParts() throws {
    let text = "\u{FEFF}a;b\r\n\"x\r\ny\"\"\";ế\r\n;\r\nlast;\"1,5\"\n"
    let whole = try CSVReader(bytes: Array(text.utf8), separator: UInt8(ascii: ";"))
    for size in 1...7 {
      var rest = Array(text.utf8)[...]
      let parts = try CSVReader(keptColumns: nil, separator: UInt8(ascii: ";")) { () throws(SpreadsheetError) in
        let part = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        return part
      }
      let again = try CSVReader(bytes: Array(text.utf8), separator: UInt8(ascii: ";"))
      while let row = try again.next() { #expect(try parts.next() == row) }
      #expect(try parts.next() == nil)
    }
    var numbers: [Int] = []
    while let row = try whole.next() { numbers.append(row.number) }
    #expect(numbers == [1, 2, 4])
  }

  @Test("of columns that are not wanted no text is kept")
  func keptColumns() throws {
    let reader = try CSVReader(bytes: Array("1,Người Mua,\"a,b\"\n".utf8), keptColumns: [0, 2])
    #expect(try reader.next()?.cells.map(\.text) == ["1", "", "a,b"])
  }

  @Test("texts written for a spreadsheet program come back as they were, and none begins like a formula")
  func formulaGuard() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let pieces = ["=", "+", "-", "@", "'", "\t", "\r", "\n", "1", "a", " ", "\"", ",", ";", "ế", "\u{301}"]
    for _ in 0..<2_000 {
      let text = (0..<generator.below(6)).map { _ in generator.pick(pieces) }.joined()
      let guarded = FormulaGuard.guarded(text)
      #expect(!["=", "+", "-", "@", "\t", "\r"].contains(guarded.unicodeScalars.first.map { String($0) }))
      let line = CSVWriter.line([guarded, "x"])
      let cells = try #require(try CSVReader.rows(of: Array((CSVWriter.byteOrderMark + line).utf8)).first?.cells)
      #expect(cells.count == 2 && Array(FormulaGuard.unguarded(cells[0].text).utf8) == Array(text.utf8), "seed \(seed)")
    }
  }

  @Test("bytes at random are read or refused, and never end the process")
  func randomBytes() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let common: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0xC3, 0xA1, 0x41, 0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<5_000 {
      let bytes = (0..<generator.below(40)).map { _ in
        generator.chance(80) ? generator.pick(common) : UInt8(generator.below(256))
      }
      _ = try? CSVReader.rows(of: bytes)
    }
  }
}
