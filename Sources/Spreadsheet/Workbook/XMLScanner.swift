internal import CExpat

/// Reads the XML of a part of a workbook from front to back, within ``SpreadsheetLimits``.
///
/// Workbooks have no document type declaration, so one is refused, and with it every entity of its own.
final class XMLScanner {
  private let parser: XML_Parser
  private let handler: any XMLHandler
  private let partName: String
  private var depth = 0
  private var bytesSinceElement = 0
  private var failure: SpreadsheetError?

  init(_ partName: String, _ handler: any XMLHandler) throws(SpreadsheetError) {
    guard let parser = XML_ParserCreate(nil) else { throw SpreadsheetError(message: "there is no memory left") }
    self.parser = parser
    self.partName = partName
    self.handler = handler
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { XMLScanner.of($0)?.begin($1, $2) },
      { XMLScanner.of($0)?.end($1) }
    )
    XML_SetCharacterDataHandler(parser) { XMLScanner.of($0)?.text($1, $2) }
    XML_SetStartDoctypeDeclHandler(parser) { scanner, _, _, _, _ in
      XMLScanner.of(scanner)?.fail(SpreadsheetError(message: "a document type declaration: this is not a workbook"))
    }
  }

  deinit {
    XML_ParserFree(parser)
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> XMLScanner? {
    pointer.map { Unmanaged<XMLScanner>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Tells a handler of everything in an entry.
  ///
  /// - Throws: What the handler threw, or ``SpreadsheetError`` when the part cannot be read.
  static func read(_ entry: ZipEntryReader, named name: String, _ handler: any XMLHandler) throws(SpreadsheetError) {
    let pull = try XMLPull(entry, named: name, handler)
    while try pull.advance() {}
  }

  /// An entry that is read as far as its reader wants.
  final class XMLPull {
    private let scanner: XMLScanner
    private let entry: ZipEntryReader
    private var isAtEnd = false

    init(_ entry: ZipEntryReader, named name: String, _ handler: any XMLHandler) throws(SpreadsheetError) {
      scanner = try XMLScanner(name, handler)
      self.entry = entry
    }

    /// Reads one more part of the entry; false at its end.
    func advance() throws(SpreadsheetError) -> Bool {
      if isAtEnd { return false }
      let chunk = try entry.chunk()
      isAtEnd = chunk.isEmpty
      try scanner.feed(chunk, isFinal: isAtEnd)
      return !isAtEnd
    }
  }

  /// Reads on.
  ///
  /// - Throws: What the handler threw, or ``SpreadsheetError`` when it is no XML within limits.
  func feed(_ bytes: [UInt8], isFinal: Bool) throws(SpreadsheetError) {
    bytesSinceElement += bytes.count
    let status = bytes.withUnsafeBytes { buffer in
      XML_Parse(parser, buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), isFinal ? 1 : 0)
    }
    if let failure { throw failure }
    if status == XML_STATUS_ERROR {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown"
      throw SpreadsheetError(
        message: "the part \(partName) is not XML at its line \(XML_GetCurrentLineNumber(parser)) (\(reason)): "
          + "the file is damaged"
      )
    }
    if bytesSinceElement > SpreadsheetLimits.elementBytesMax {
      throw SpreadsheetError(message: "the part \(partName) has an element that is too large")
    }
  }

  private func begin(_ name: UnsafePointer<CChar>?, _ pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
    guard failure == nil, let name else { return }
    bytesSinceElement = 0
    depth += 1
    if depth > SpreadsheetLimits.elementDepthMax {
      return fail(SpreadsheetError(message: "the part \(partName) has elements too deep within each other"))
    }
    do throws(SpreadsheetError) {
      try handler.begin(Self.localName(name), XMLAttributes(pointers.map { UnsafePointer($0) }))
    } catch { fail(error) }
  }

  private func end(_ name: UnsafePointer<CChar>?) {
    guard failure == nil, let name else { return }
    bytesSinceElement = 0
    depth -= 1
    do throws(SpreadsheetError) { try handler.end(Self.localName(name)) } catch { fail(error) }
  }

  private func text(_ bytes: UnsafePointer<CChar>?, _ count: Int32) {
    guard failure == nil, let bytes, count > 0 else { return }
    // Text is bounded by whoever keeps it.
    bytesSinceElement = 0
    let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(count)).bindMemory(to: UInt8.self)
    do throws(SpreadsheetError) { try handler.text(buffer) } catch { fail(error) }
  }

  private func fail(_ error: SpreadsheetError) {
    if failure == nil { failure = error }
    XML_StopParser(parser, 0)
  }

  /// A name without its namespace's prefix: "row" of "x:row".
  static func localName(_ name: UnsafePointer<CChar>) -> String {
    var start = name
    var next = name
    while next.pointee != 0 {
      if next.pointee == 0x3A { start = next + 1 }
      next += 1
    }
    return String(cString: start)
  }
}
