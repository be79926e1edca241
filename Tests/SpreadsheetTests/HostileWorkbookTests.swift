import Foundation
import TestSupport
import Testing

@testable import Spreadsheet

/// Files that no office program makes.
@Suite("Hostile and odd workbooks")
struct HostileWorkbookTests {
  private func read(_ parts: [String: String]) throws -> [[String]] {
    let file = try WorkbookFile()
    defer { file.remove() }
    try file.write(parts: parts)
    return try file.rows().map { $0.cells.map(\.text) }
  }

  private func message(_ parts: [String: String]) throws -> String {
    try #require(throws: SpreadsheetError.self) { try read(parts) }.message
  }

  @Test("cells and rows without references stand where they follow, with rich, inline and escaped texts")
  func odd() throws {
    let shared = "<si><r><t>Na </t></r><r><t>dai</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"
    let row = """
      <row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>a_x000D_b</t></is></c><c><f>A1</f></c>\
      <c t="e"><v>#N/A</v></c></row>
      """
    #expect(try read(WorkbookFile.parts(sheetData: row, sharedTexts: shared)) == [["Na dai", "a\rb", "=", "#N/A"]])
  }

  @Test("a row in which nobody sees anything is none, also where a merged value would go down into it")
  func unseen() throws {
    let rows = """
      <row r="1"><c r="A1" t="str"><v>HTX</v></c><c r="B1" t="str"><v>na</v></c></row>\
      <row r="2"><c r="A2" t="str"><v> </v></c><c r="B2" t="str"><v>&#160;&#10;</v></c></row>\
      <row r="3"><c r="A3" t="str"><v> </v></c><c r="B3" t="str"><v>hồng</v></c></row>
      """
    let merged = "<mergeCells><mergeCell ref=\"A1:A3\"/></mergeCells>"
    #expect(try read(WorkbookFile.parts(sheetData: rows, after: merged)) == [["HTX", "na"], ["HTX", "hồng"]])
  }

  @Test("columns beyond the 256th stay unread, rows beyond the last that can be are refused")
  func bounds() throws {
    let cells = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"IW1\"><v>2</v></c></row>"
    #expect(try read(WorkbookFile.parts(sheetData: cells)) == [["1"]])
    #expect(try message(WorkbookFile.parts(sheetData: "<row r=\"1048577\"><c><v>1</v></c></row>")).contains("1048576"))
    let back = "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>"
    #expect(try message(WorkbookFile.parts(sheetData: back)).contains("in order"))
  }

  @Test("a document type with entities is refused before any of them is made")
  func entities() throws {
    var parts = WorkbookFile.parts(sheetData: "<row><c><v>1</v></c></row>")
    parts["xl/worksheets/one.xml"] = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet>&a;</worksheet>"
    #expect(try message(parts).contains("document type"))
  }

  @Test("a small file that unpacks without end is refused, and so are texts, depths and elements without end")
  func bombs() throws {
    var parts = WorkbookFile.parts(sheetData: "<row><c><v>1</v></c></row>")
    parts["xl/workbook.xml"] = "20*REPEAT*" + String(repeating: " ", count: 1 << 20)
    #expect(try message(parts).contains("too large"))
    parts = WorkbookFile.parts(sheetData: "")
    parts["xl/worksheets/one.xml"] = "1000000*REPEAT*<a>"
    #expect(try message(parts).contains("too deep"))
    let text = String(repeating: "x", count: 140_000)
    #expect(
      try message(WorkbookFile.parts(sheetData: "<row><c t=\"str\"><v>\(text)</v></c></row>")).contains("too much text")
    )
    parts = WorkbookFile.parts(sheetData: "")
    parts["xl/worksheets/one.xml"] = "<worksheet a=\"" + String(repeating: "x", count: 3 << 20) + "\"/>"
    #expect(try message(parts).contains("too large"))
    let shared = "<si><t>\(text)</t></si>"
    #expect(
      try message(WorkbookFile.parts(sheetData: "<row><c t=\"s\"><v>0</v></c></row>", sharedTexts: shared))
        .contains("bytes of text")
    )
  }

  @Test(
    "files that are no workbook say what they are",
    arguments: [
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "old .xls"), (Array("PK\u{3}\u{4}rest".utf8), "not a whole .xlsx"),
    ] as [([UInt8], String)]
  )
  func otherFiles(bytes: [UInt8], message: String) throws {
    let file = try WorkbookFile()
    defer { file.remove() }
    try Data(bytes).write(to: URL(filePath: file.path))
    #expect(try #require(throws: SpreadsheetError.self) { try file.rows() }.message.contains(message))
  }

  @Test("a workbook with bytes changed anywhere is read or refused, and never ends the process")
  func changedBytes() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let file = try WorkbookFile()
    defer { file.remove() }
    file.write { workbook in WorkbookFuzz.fill(workbook) }
    let original = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    for _ in 0..<150 {
      var bytes = original
      for _ in 0..<generator.within(1, 8) { bytes[generator.below(bytes.count)] = UInt8(generator.below(256)) }
      if generator.chance(20) { bytes.removeLast(generator.below(bytes.count)) }
      try Data(bytes).write(to: URL(filePath: file.path))
      do { _ = try file.rows() } catch is SpreadsheetError { continue } catch { Issue.record("\(error), seed \(seed)") }
    }
  }

  @Test("XML with pieces moved about is read or refused, and never ends the process")
  func shuffledPieces() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "<row>", "<row r=\"3\">", "</row>", "<c r=\"B2\" t=\"s\">", "<c t=\"inlineStr\">", "<c s=\"-1\">", "</c>", "<v>",
      "</v>", "0", "-5", "1e400", "<is><t>a</t></is>", "<f/>", "<mergeCell ref=\"A1:A9\"/>",
      "<mergeCell ref=\"A9:A1\"/>",
      "<x:row xmlns:x=\"y\" r=\"9\"><x:c><x:v>1</x:v></x:c></x:row>", "&lt;", "&#0;", "&b;", "<!-- -->",
      "<![CDATA[1]]>",
    ]
    for _ in 0..<40 {
      let data = (0..<generator.within(1, 30)).map { _ in generator.pick(pieces) }.joined()
      do { _ = try read(WorkbookFile.parts(sheetData: data, sharedTexts: "<si/>")) } catch is SpreadsheetError {}
    }
  }
}
