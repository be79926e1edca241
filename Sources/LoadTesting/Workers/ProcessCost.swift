import Foundation

/// What the system says of this process.
struct ProcessCost: Sendable {
  /// User and system time so far.
  let cpuSeconds: Double
  let residentBytes: UInt64

  static var now: ProcessCost {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    // Pages in memory are the second number.
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    let resident = pages.flatMap { $0.count > 1 ? UInt64($0[1]) : nil } ?? 0
    return ProcessCost(
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      residentBytes: resident * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    )
  }
}
