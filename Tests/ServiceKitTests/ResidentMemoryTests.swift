import CResidentMemory
import Foundation
import Testing

/// Goal: a daemon that has started holds no memory for the code that only starting needed. Method: this process, whose
/// tests have run through much code, counts the pages of files that it has in memory.
@Suite("Resident memory")
struct ResidentMemoryTests {
  @Test("code that is in memory is given back, and comes again where it goes on")
  func released() throws {
    let before = try codeKibibytes()
    resident_memory_release_code()
    #expect(try codeKibibytes() < before / 2)
  }

  private func codeKibibytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
  }
}
