import ClientKit
import Foundation
import Testing

@testable import CommandLineClient

@Suite("Lines of standard input", .timeLimit(.minutes(1)))
struct InputLinesTests {
  private func lines(_ text: String, chunkByteCount: Int, lineBytesMax: Int = 100) async throws -> [InputLine] {
    var lines = InputLines(
      lineBytesMax: lineBytesMax,
      chunkByteCount: chunkByteCount,
      readChunk: CommandRun.chunks([text])
    )
    var result: [InputLine] = []
    while let line = try await lines.next() { result.append(line) }
    return result
  }

  @Test("are the same however the input is cut into chunks, the last one with or without its line feed")
  func chunks() async throws {
    for text in ["một\nhai\r\n\n \t\nba", "một\nhai\r\n\n \t\nba\n"] {
      for chunkByteCount in [1, 2, 3, 7, 100] {
        let lines = try await lines(text, chunkByteCount: chunkByteCount)
        #expect(lines.map(\.number) == [1, 2, 5])
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["một", "hai", "ba"])
      }
    }
    let none = try await lines("", chunkByteCount: 1)
    #expect(none.isEmpty)
  }

  @Test("a line of the longest length is taken, a longer one is refused by its number, before its end is there")
  func longLines() async throws {
    let longest = String(repeating: "x", count: 10)
    for chunkByteCount in [1, 4, 100] {
      let taken = try await lines("a\n\(longest)\n\(longest)", chunkByteCount: chunkByteCount, lineBytesMax: 10)
      #expect(taken.map(\.bytes.count) == [1, 10, 10])
      for text in ["a\n\(longest)x\nb", "a\n\(longest)x"] {
        let error = await #expect(throws: CommandFailure.self) {
          try await lines(text, chunkByteCount: chunkByteCount, lineBytesMax: 10)
        }
        #expect(error?.message == "standard input, line 2: longer than 10 bytes")
      }
    }
    var endless = InputLines(lineBytesMax: 1000, chunkByteCount: 64) { Array(repeating: 0x61, count: $0) }
    let error = await #expect(throws: CommandFailure.self) { try await endless.next() }
    #expect(error?.status == .refused)
  }

  @Test("who is cancelled while nothing comes goes on at once")
  func cancellation() async {
    let isOver = DispatchSemaphore(value: 0)
    let isReading = DispatchSemaphore(value: 0)
    let task = Task {
      var lines = InputLines { _ in
        isReading.signal()
        isOver.wait()
        return []
      }
      return try await lines.next()
    }
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        isReading.wait()
        continuation.resume()
      }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    isOver.signal()
  }

  @Test("a failure to read is the command's failure")
  func failure() async {
    var lines = InputLines { _ in throw CommandFailure(.failure, "gone") }
    let error = await #expect(throws: CommandFailure.self) { try await lines.next() }
    #expect(error?.message == "gone")
  }
}
