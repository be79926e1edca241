import RPCSocket

/// Reads whole small files.
enum SmallFile {
  /// The bytes of a file, or a sentence that names the file and says why it cannot be read.
  static func read(_ path: String, sizeMaxBytes: Int) -> Result<[UInt8], ConfigurationError> {
    do {
      return .success(try FileContents.read(path, bytesMax: sizeMaxBytes))
    } catch {
      return .failure(ConfigurationError(problems: ["file \(error.message)"]))
    }
  }
}
