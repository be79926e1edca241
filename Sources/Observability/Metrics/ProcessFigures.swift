internal import Glibc

/// What the system tells about this process (Linux: proc(5), getrusage(2)). A figure that cannot be read is 0.
struct ProcessFigures {
  /// CPU time used so far, user and system.
  var cpuMicroseconds: UInt64 = 0
  var residentBytes: UInt64 = 0
  var virtualBytes: UInt64 = 0
  var openFileCount = 0
  var openFileCountMax: UInt64 = 0

  static func now() -> ProcessFigures {
    var figures = ProcessFigures()
    var usage = rusage()
    if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      figures.cpuMicroseconds = microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    }
    let pages = smallFile("/proc/self/statm").split(separator: " ").prefix(2).compactMap { UInt64($0) }
    if pages.count == 2 {
      let pageBytes = UInt64(clamping: sysconf(CInt(_SC_PAGESIZE)))
      figures.virtualBytes = pages[0] * pageBytes
      figures.residentBytes = pages[1] * pageBytes
    }
    figures.openFileCount = countOpenFiles()
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      figures.openFileCountMax = UInt64(limit.rlim_cur)
    }
    return figures
  }

  /// When the process started; nil when the system does not tell.
  static let startedUnixSeconds: Double? = {
    // The program's name, in brackets, may hold spaces; the start is the 20th field behind it, in clock ticks since
    // boot.
    let fields = smallFile("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
    let ticksPerSecond = sysconf(CInt(_SC_CLK_TCK))
    guard fields.count > 19, let ticks = Double(fields[19]), ticksPerSecond > 0 else { return nil }
    let age = seconds(CLOCK_BOOTTIME) - ticks / Double(ticksPerSecond)
    return seconds(CLOCK_REALTIME) - age
  }()

  private static func microseconds(_ time: timeval) -> UInt64 {
    UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_usec)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The text of a file of the proc file system, which fits into a page.
  private static func smallFile(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private static func countOpenFiles() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without ".", ".." and the folder itself.
    return max(0, count - 3)
  }
}
