import Foundation

/// Reads whole files of text.
package enum TextFile {
  /// The text of a file.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  package static func read(_ path: String, bytesMax: Int) throws(CommandFailure) -> String {
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      data = try handle.read(upToCount: bytesMax + 1) ?? Data()
      try handle.close()
    } catch {
      throw CommandFailure(.usage, "\(path) cannot be read: \(error.localizedDescription)")
    }
    guard data.count <= bytesMax else { throw CommandFailure(.usage, "\(path) is larger than \(bytesMax) bytes") }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandFailure(.usage, "\(path) is not UTF-8 text")
    }
    return text
  }
}
