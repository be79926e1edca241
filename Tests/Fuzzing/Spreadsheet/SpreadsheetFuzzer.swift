import Glibc

/// Target 3: the readers of spreadsheets, on any bytes. It is compiled together with the room, whose parts it reaches.
///
/// Input: the first byte chooses (0: a CSV file; 1: the XML of a sheet; 2: of the shared texts; 3: of the formats;
/// 4: a whole workbook), the second the size of the pieces that a CSV file comes in, the rest is what is read. Nothing
/// may trap, a row stays within limits, and it makes no difference how a CSV file was cut. It takes no more than a
/// second of the processor's time.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeRawBufferPointer(start: start, count: count))
  guard count >= 2 else { return 0 }
  let bytes = Array(input[2...])
  let start = clock()
  switch input[0] % 5 {
  case 0: readCSV(bytes, pieceByteCount: Int(input[1]) % 64 + 1)
  case 1: readPart(bytes, SheetHandler(keptColumns: input[1] % 2 == 0 ? nil : [0, 2]))
  case 2: readPart(bytes, SharedTexts.Handler(SharedTexts.Numbers.firstTwo))
  case 3: readPart(bytes, WorkbookStyles.StylesHandler())
  default: readWorkbook(bytes)
  }
  precondition(clock() - start <= clock_t(1_000_000), "an input takes more than a second")
  return 0
}

extension SharedTexts.Numbers {
  fileprivate static var firstTwo: Self {
    var numbers = Self()
    numbers.insert(0)
    numbers.insert(1)
    return numbers
  }
}

private func rows(of reader: any SheetReader) -> [SheetRow] {
  var rows: [SheetRow] = []
  while let row = try? reader.next() {
    precondition(row.cells.count <= SpreadsheetLimits.columnsMax, "a row is too wide")
    precondition(row.number > rows.last?.number ?? 0, "rows do not follow each other")
    rows.append(row)
  }
  return rows
}

private func readCSV(_ bytes: [UInt8], pieceByteCount: Int) {
  let whole = (try? CSVReader(bytes: bytes)).map { rows(of: $0) }
  var rest = bytes[...]
  let pieces = try? CSVReader(keptColumns: nil, separator: UInt8(ascii: ",")) { () throws(SpreadsheetError) in
    let piece = Array(rest.prefix(pieceByteCount))
    rest = rest.dropFirst(piece.count)
    return piece
  }
  precondition(whole == pieces.map { rows(of: $0) }, "how the bytes are cut makes a difference")
  for cell in whole?.first?.cells ?? [] {
    precondition(FormulaGuard.unguarded(FormulaGuard.guarded(cell.text)) == cell.text, "a text is not what it was")
  }
}

private func readPart(_ bytes: [UInt8], _ handler: any XMLHandler) {
  guard let scanner = try? XMLScanner("part", handler) else { return }
  try? scanner.feed(bytes, isFinal: true)
}

private func readWorkbook(_ bytes: [UInt8]) {
  let path = "/dev/shm/ocop-fuzzed-\(getpid()).xlsx"
  guard let file = fopen(path, "wb") else { return }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
  guard let spreadsheet = try? SpreadsheetFile(path: path), spreadsheet.isWorkbook else { return }
  for sheet in spreadsheet.sheets.prefix(4) {
    if let reader = try? spreadsheet.rows(of: sheet) { _ = rows(of: reader) }
  }
}
