internal import CMinizip

/// One file within a ZIP archive, unpacked front to back. It believes nothing that the archive says of its size.
final class ZipEntryReader {
  private static let chunkBytes = 65_536
  private let archive: unzFile
  private let name: String
  private var isOpen = false
  private var bytesLeft: Int

  /// Opens an entry.
  ///
  /// - Parameter bytesMax: Most bytes that it may unpack to.
  /// - Returns: Nil when the archive has no such entry.
  /// - Throws: ``SpreadsheetError`` when the archive cannot be read, or the entry is encrypted.
  init?(path: String, name: String, bytesMax: Int) throws(SpreadsheetError) {
    self.name = name
    bytesLeft = bytesMax
    guard let archive = unzOpen64(path) else {
      throw SpreadsheetError(message: "this is not a whole .xlsx file: save it again, or copy it again")
    }
    self.archive = archive
    // 2: names are the same whatever their case, as in the programs that write them.
    guard unzLocateFile(archive, name, 2) == UNZ_OK else { return nil }
    var information = unz_file_info64()
    guard unzGetCurrentFileInfo64(archive, &information, nil, 0, nil, 0, nil, 0) == UNZ_OK else {
      throw SpreadsheetError(message: "the part \(name) cannot be read: the file is damaged")
    }
    if information.flag & 1 != 0 {
      throw SpreadsheetError(message: "the file is encrypted: save it without a password")
    }
    guard unzOpenCurrentFile(archive) == UNZ_OK else {
      throw SpreadsheetError(message: "the part \(name) cannot be unpacked: the file is damaged")
    }
    isOpen = true
  }

  deinit {
    if isOpen { unzCloseCurrentFile(archive) }
    unzClose(archive)
  }

  /// The next part; empty at the end.
  ///
  /// - Throws: ``SpreadsheetError`` when it is damaged, or larger than allowed.
  func chunk() throws(SpreadsheetError) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
    let count = chunk.withUnsafeMutableBytes { unzReadCurrentFile(archive, $0.baseAddress, UInt32($0.count)) }
    guard count >= 0 else { throw damaged }
    chunk.removeLast(chunk.count - Int(count))
    bytesLeft -= Int(count)
    if bytesLeft < 0 { throw SpreadsheetError(message: "the part \(name) is too large once it is unpacked") }
    if count == 0, isOpen {
      isOpen = false
      // The checksum is known at the end only.
      if unzCloseCurrentFile(archive) == UNZ_CRCERROR { throw damaged }
    }
    return chunk
  }

  private var damaged: SpreadsheetError {
    SpreadsheetError(message: "the part \(name) cannot be unpacked: the file is damaged")
  }
}
