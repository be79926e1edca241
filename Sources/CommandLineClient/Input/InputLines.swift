import ClientKit
import Foundation

/// Lines of an input that is read as it comes: one line and one chunk are in memory at a time. Lines that hold nothing
/// but white space are skipped, and counted.
struct InputLines {
  /// Longest line, in bytes: more than the JSON of the largest message that a service takes by default.
  static let lineBytesMax = 16 * 1024 * 1024

  private let readChunk: @Sendable (Int) throws -> [UInt8]
  private let lineBytesMax: Int
  private let chunkByteCount: Int
  private var buffered: [UInt8] = []
  /// Bytes of `buffered` that are known to hold no line feed.
  private var searchedByteCount = 0
  private var lineNumber = 0
  private var isAtEnd = false

  /// - Parameter readChunk: waits for at most so many bytes; none at the end.
  init(
    lineBytesMax: Int = lineBytesMax,
    chunkByteCount: Int = 65_536,
    readChunk: @escaping @Sendable (Int) throws -> [UInt8]
  ) {
    self.lineBytesMax = lineBytesMax
    self.chunkByteCount = chunkByteCount
    self.readChunk = readChunk
  }

  /// The next line that holds something; nil at the end.
  ///
  /// - Throws: ``CommandFailure`` naming the line that is too long, `CancellationError` when the task is cancelled.
  mutating func next() async throws -> InputLine? {
    while let line = try await nextLine() {
      if !line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return line }
    }
    return nil
  }

  private mutating func nextLine() async throws -> InputLine? {
    while true {
      if let end = buffered[searchedByteCount...].firstIndex(of: UInt8(ascii: "\n")) { return try line(endingAt: end) }
      searchedByteCount = buffered.count
      if isAtEnd { return buffered.isEmpty ? nil : try line(endingAt: buffered.count) }
      if buffered.count > lineBytesMax { throw tooLong() }
      let chunk = try await InterruptibleRead.run { [readChunk, chunkByteCount] in try readChunk(chunkByteCount) }
      buffered += chunk
      isAtEnd = chunk.isEmpty
    }
  }

  private mutating func line(endingAt end: Int) throws -> InputLine {
    if end > lineBytesMax { throw tooLong() }
    lineNumber += 1
    var bytes = Array(buffered[..<end])
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    buffered.removeSubrange(..<min(end + 1, buffered.count))
    searchedByteCount = 0
    return InputLine(number: lineNumber, bytes: bytes)
  }

  private func tooLong() -> CommandFailure {
    CommandFailure(.refused, "standard input, line \(lineNumber + 1): longer than \(lineBytesMax) bytes")
  }
}
