import ClientKit
import Foundation

/// The file of a `ChainNote`.
enum NoteFile {
  private static let bytesMax = 65_536

  /// - Throws: ``CommandFailure`` when the file cannot be read, or is no such file.
  static func read(_ path: String) throws(CommandFailure) -> ChainNote {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure(.usage, "--against \(path): the file cannot be read")
    }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: bytesMax), let text = String(data: data, encoding: .utf8) else {
      throw CommandFailure(.refused, "\(path): this is no file that \"ocop verify --note\" wrote")
    }
    return try ChainNote(text: text, path: path)
  }

  /// - Throws: ``CommandFailure`` when the file exists, so that no note is lost, or cannot be written.
  static func write(_ note: ChainNote, to path: String) throws(CommandFailure) {
    do {
      try Data(note.text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw CommandFailure(
        .refused,
        isThere
          ? "--note \(path): the file is there already; name a new one, so that no note is lost"
          : "--note \(path): the file cannot be written"
      )
    }
  }
}
