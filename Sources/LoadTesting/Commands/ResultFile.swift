import ClientKit
import LoadStatistics

/// Results of earlier runs, as --json wrote them.
enum ResultFile {
  /// Largest file that is read, in bytes.
  static let bytesMax = 256 << 20

  /// - Throws: ``CommandFailure`` that names the file and what is wrong with it.
  static func read(_ path: String) throws(CommandFailure) -> LoadRunResult {
    let text = try TextFile.read(path, bytesMax: bytesMax)
    do {
      return try LoadRunResult(json: try JSONParser.value(of: Array(text.utf8)))
    } catch {
      throw CommandFailure(.refused, "\(path) is no result of ocop-load: \(error)")
    }
  }

  /// Writes a file whole or not at all.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  static func write(_ text: String, to path: String) throws {
    let file = try WholeFile(path: path)
    try file.write(text)
    try file.finish()
  }
}
