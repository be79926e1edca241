import Foundation
import Identity

/// A file with one token.
package enum TokenFile {
  /// Largest file that is read, in bytes.
  private static let bytesMax = 65_536

  /// - Throws: ``CommandFailure`` that names the file; nothing of what it holds is told.
  package static func read(_ path: String) throws(CommandFailure) -> String {
    let text = try TextFile.read(path, bytesMax: bytesMax)
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let word = words.first else {
      throw CommandFailure(.usage, "\(path) does not hold one token, as ocop identity issue writes it")
    }
    return String(word)
  }
}
