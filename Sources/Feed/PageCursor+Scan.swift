public import Messages

extension PageCursor {
  /// Rows that one call looks at, at most: then the page ends, however much it holds, and the next call goes on there.
  public static var scannedRowsMax: Int { 1_000 }
  /// The same for rows that are worked out from many others: so many that a call takes a few milliseconds, and holds up
  /// no other.
  public static var workedOutRowsMax: Int { 64 }
  /// Rows read at once.
  static let batchSize = 256

  /// Makes a page of rows that are read by identifier and worked out one by one, some of which it leaves out.
  ///
  /// - Parameters:
  ///   - rowsMax: Rows that it looks at, at most.
  ///   - read: Up to so many identifiers after one, in the order of their bytes.
  ///   - record: Works out a row; nil for one that is left out.
  /// - Returns: The records of the page, and the token of the next one; empty on the last.
  /// - Throws: What the closures throw.
  public func scan<Record: Message>(
    rowsMax: Int = scannedRowsMax,
    read: (_ after: String, _ limit: Int) throws -> [String],
    record: (_ id: String) throws -> Record?
  ) rethrows -> (records: [Record], nextPageToken: String) {
    var records: [Record] = []
    var bytes = 0
    var scanned = 0
    var last = afterID
    while true {
      let wanted = min(Self.batchSize, rowsMax - scanned)
      guard wanted > 0 else { return (records, token(after: last)) }
      let ids = try read(last, wanted)
      for id in ids {
        scanned += 1
        if let found = try record(id) {
          let size = found.encodedBytes().count
          if records.count == limit || (bytes + size > Self.bytesMax && !records.isEmpty) {
            return (records, token(after: last))
          }
          records.append(found)
          bytes += size
        }
        last = id
      }
      if ids.count < wanted { return (records, "") }
    }
  }
}
