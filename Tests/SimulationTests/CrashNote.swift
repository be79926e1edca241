import Foundation
import Synchronization

/// Says on standard error which seeds were being run when a trap ends the process, which cannot be caught, and ends it
/// itself when a run takes so long that it will never come back.
enum CrashNote {
  /// A run takes milliseconds.
  private static let patienceSeconds = 120
  private static let placeCount = 64
  private static let nextPlace = Atomic<Int>(0)

  /// The seed of a run that is under way, and one more; 0 = none.
  // Sendable: each place is written by one run, and read when the process is about to end.
  private nonisolated(unsafe) static let places: UnsafeMutablePointer<UInt64> = {
    let places = UnsafeMutablePointer<UInt64>.allocate(capacity: placeCount)
    places.initialize(repeating: 0, count: placeCount)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] { signal(number) { CrashNote.tell($0) } }
    Thread.detachNewThread { CrashNote.watch() }
    return places
  }()

  /// Ends the process when one place shows the same seed for too long.
  private static func watch() {
    var last = [UInt64](repeating: 0, count: placeCount)
    var seconds = [Int](repeating: 0, count: placeCount)
    while true {
      poll(nil, 0, 1000)
      for index in 0..<placeCount {
        seconds[index] = places[index] != 0 && places[index] == last[index] ? seconds[index] + 1 : 0
        last[index] = places[index]
        if seconds[index] > patienceSeconds {
          say("a simulated run does not end\n")
          abort()
        }
      }
    }
  }

  /// Runs `body`, whose seed is told if it ends the process.
  static func during<Result>(_ seed: UInt64, _ body: () throws -> Result) rethrows -> Result {
    let place = places + (nextPlace.add(1, ordering: .relaxed).oldValue & (placeCount - 1))
    place.pointee = seed &+ 1
    defer { place.pointee = 0 }
    return try body()
  }

  /// Only what a signal handler may do: no memory is taken, nothing is locked.
  private static func tell(_ number: CInt) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { text in
      for index in 0..<placeCount where places[index] != 0 {
        var end = text.count
        var rest = places[index] &- 1
        repeat {
          end -= 1
          text[end] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        } while rest > 0
        say("while this ran: OCOP_SIMULATION_SEED=")
        _ = write(STDERR_FILENO, text.baseAddress.map { $0 + end }, text.count - end)
        say("\n")
      }
    }
    signal(number, SIG_DFL)
    raise(number)
  }

  private static func say(_ text: StaticString) {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
