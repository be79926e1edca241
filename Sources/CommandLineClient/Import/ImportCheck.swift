import Messages
import Spreadsheet

/// A file whose every cell was looked at, without asking anybody: the first of the two times that it is read.
struct ImportCheck: Sendable {
  /// Rows after which it is said how far the reading is.
  private static let rowsBetweenNotes = 500

  let source: ImportSource
  /// Nil when the file cannot be read, or its header is wrong.
  private(set) var table: ImportTable?
  /// Rows below the header.
  private(set) var rowCount = 0
  /// Rows that are left out, since the file says that they are not meant yet.
  private(set) var skippedCount = 0
  /// Parts that it is sent in.
  private(set) var partCount = 0
  private(set) var issues = ImportIssueList()
  /// Row of each record, by the hash of its identifier.
  private(set) var rows: [Int: Int] = [:]
  /// Hashes of the first parts of identifiers that have several: codes of units, which are referred to without a day.
  private var codes: Set<Int> = []

  /// Reads a file to its end.
  ///
  /// - Parameters:
  ///   - finder: Finds the listings that a floor's export describes.
  ///   - limits: How much goes in one part.
  ///   - progress: Is told now and then how many rows were read.
  ///   - faults: Takes every fault.
  /// - Throws: ``CommandFailure``, or what `progress` or `faults` throws.
  init(
    _ source: ImportSource,
    finder: ListingFinder?,
    limits: ImportLimits,
    progress: (Int) throws -> Void = { _ in },
    faults: (ImportIssue) throws -> Void
  ) throws {
    self.source = source
    do {
      let table = try ImportTable(source, finder: finder)
      self.table = table
      try read(table, limits, progress, faults)
    } catch let fault as ImportLayout.Fault {
      table = nil
      for issue in fault.issues {
        issues.add(issue)
        try faults(issue)
      }
    }
  }

  private mutating func read(
    _ table: ImportTable,
    _ limits: ImportLimits,
    _ progress: (Int) throws -> Void,
    _ faults: (ImportIssue) throws -> Void
  ) throws {
    let reader: ImportTableReader
    do {
      reader = try table.reader()
    } catch let error as SpreadsheetError {
      throw ImportLayout.Fault(issues: [ImportTable.issue(of: error, in: source.path)])
    }
    var rowsInPart = 0
    var bytesInPart = 0
    while let imported = reader.next() {
      rowCount += 1
      if rowCount.isMultiple(of: Self.rowsBetweenNotes) { try progress(rowCount) }
      var found = imported.issues
      if let record = imported.record {
        let bytes = record.encodedBytes().count
        if rowsInPart == 0 || rowsInPart == limits.partRowsMax
          || bytesInPart + bytes > limits.partBytesMax
        {
          partCount += 1
          rowsInPart = 0
          bytesInPart = 0
        }
        rowsInPart += 1
        bytesInPart += bytes
        if let repeated = repetition(of: record, in: imported.row, table) { found.append(repeated) }
      }
      for issue in found {
        issues.add(issue)
        try faults(issue)
      }
    }
    skippedCount = reader.skippedCount
  }

  /// A row that says again what another row is about: which of the two is meant, nobody can tell.
  private mutating func repetition(of record: DynamicMessage, in row: SheetRow, _ table: ImportTable) -> ImportIssue? {
    guard let identifier = source.collection.identifier(of: record) else { return nil }
    if source.collection.identifierNames.count > 1, let code = identifier.split(separator: "@").first {
      codes.insert(String(code).hashValue)
    }
    guard let first = rows.updateValue(row.number, forKey: identifier.hashValue) else { return nil }
    rows[identifier.hashValue] = first
    return table.issue(
      at: row,
      fieldName: source.collection.identifierNames[0],
      reason: "stands twice, first in row \(first) (delete one of the two rows, or correct the identifier)"
    )
  }

  /// True when the file has a record that a service, or another record, calls by this text.
  func has(identifier: String) -> Bool {
    rows[identifier.hashValue] != nil || codes.contains(identifier.hashValue)
  }
}

extension RecordCollection {
  /// Identifier of a record in a service's Record: its own id, or the fields that tell which one it is, as `ocop show`
  /// takes it; nil when it is empty.
  func identifier(of record: DynamicMessage) -> String? {
    guard let contents = contents(of: record) else { return nil }
    return identifier(ofContents: contents)
  }

  /// The same of what a record holds.
  func identifier(ofContents contents: DynamicMessage) -> String? {
    let texts = identifierNames.map { name -> String in
      if case .string(let text) = contents[named: name] { return text }
      return ""
    }
    guard texts.contains(where: { !$0.isEmpty }) else { return nil }
    switch texts.count {
    case 2: return "\(texts[0])@\(texts[1])"
    case 4: return "\(texts[0])@\(texts[1])>\(texts[2])@\(texts[3])"
    default: return texts[0]
    }
  }
}
