internal import Glibc

/// The system's steady clock, the same for all processes of a machine.
package enum Monotonic {
  /// Nanoseconds since some moment before this machine's processes began.
  package static var nowNanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
