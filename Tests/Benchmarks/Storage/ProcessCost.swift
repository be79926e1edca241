import Glibc

/// Time, processor time and memory of this process since some moment.
struct ProcessCost {
  private let began = ContinuousClock.now
  private let cpuBefore = ProcessCost.cpuNanoseconds

  /// "… per_second=… cpu_nanoseconds=… resident_kibibytes=…" for so many operations.
  func text(per count: Int) -> String {
    let elapsed = began.duration(to: .now)
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let cpu = Double(ProcessCost.cpuNanoseconds - cpuBefore)
    return "per_second=\(Int(Double(count) / seconds)) cpu_nanoseconds=\(Int(cpu / Double(count))) "
      + "resident_kibibytes=\(ProcessCost.residentKibibytes)"
  }

  private static var residentKibibytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let words = text.split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * 4 : 0
  }

  private static var cpuNanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
