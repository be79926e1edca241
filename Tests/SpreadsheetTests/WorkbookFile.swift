import CXLSXWriter
import Foundation

@testable import Spreadsheet

/// A folder for one test, and what is read back of a workbook in it.
struct WorkbookFile {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ocop-workbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  var path: String { folder.appending(path: "x.xlsx").path() }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Makes a workbook by libxlsxwriter, which shares its texts unless it is told to save memory.
  func write(_ fill: (UnsafeMutablePointer<lxw_workbook>) -> Void) {
    let workbook = workbook_new(path)!
    fill(workbook)
    workbook_close(workbook)
  }

  /// Rows of the first sheet.
  func rows(keptColumns: Set<Int>? = nil, sheet: Int = 0) throws -> [SheetRow] {
    let file = try SpreadsheetFile(path: path)
    let reader = try file.rows(of: file.sheets[sheet], keptColumns: keptColumns)
    var rows: [SheetRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  /// Makes an archive of parts with their texts, by Python's own library.
  func write(parts: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    let script = """
      import json, sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
          for name, text in json.load(sys.stdin).items():
              count, _, body = text.partition("*REPEAT*")
              archive.writestr(name, body * int(count) if body else text)
      """
    process.arguments = ["-c", script, path]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(parts))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw SpreadsheetError(message: "python3 has failed") }
  }

  /// The parts of a workbook whose first sheet has this XML in its `sheetData`.
  static func parts(sheetData: String, sharedTexts: String = "", after: String = "", sheets: String? = nil) -> [String:
    String]
  {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    let sheet = sheets ?? "<sheet name=\"Một\" sheetId=\"1\" r:id=\"rId1\"/>"
    return [
      "_rels/.rels": """
      <Relationships xmlns="\(relations)">\
      <Relationship Id="a" Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
      """,
      "xl/workbook.xml": """
      <workbook xmlns="\(main)" xmlns:r="\(office)"><sheets>\(sheet)</sheets></workbook>
      """,
      "xl/_rels/workbook.xml.rels": """
      <Relationships xmlns="\(relations)">\
      <Relationship Id="rId1" Type="\(office)/worksheet" Target="worksheets/one.xml"/>\
      <Relationship Id="rId2" Type="\(office)/sharedStrings" Target="/xl/texts.xml"/></Relationships>
      """,
      "xl/texts.xml": "<sst xmlns=\"\(main)\">\(sharedTexts)</sst>",
      "xl/worksheets/one.xml": "<worksheet xmlns=\"\(main)\"><sheetData>\(sheetData)</sheetData>\(after)</worksheet>",
    ]
  }
}
