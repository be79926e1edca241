import Glibc

/// A file that is read front to back, in parts.
final class ByteFile {
  private static let chunkBytes = 65_536
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: ``SpreadsheetError`` when it cannot be opened, is no plain file, or is larger than
  ///   ``SpreadsheetLimits/fileBytesMax``.
  init(path: String) throws(SpreadsheetError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SpreadsheetError(message: "the file cannot be read (\(String(cString: strerror(errno))))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SpreadsheetError(message: "this is not a file that can be read more than once")
    }
    if status.st_size > SpreadsheetLimits.fileBytesMax {
      throw SpreadsheetError(message: "more than \(SpreadsheetLimits.fileBytesMax) bytes: split the file")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The next part; empty at the end.
  func chunk() throws(SpreadsheetError) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        chunk.removeLast(chunk.count - count)
        return chunk
      }
      guard errno == EINTR else {
        throw SpreadsheetError(message: "the file cannot be read (\(String(cString: strerror(errno))))")
      }
    }
  }
}
