import Glibc

/// What the system says of a process.
struct ProcessUsage {
  var cpuNanoseconds: UInt64
  var residentKibibytes: UInt64

  /// Reads /proc; nil when there is no such process.
  init?(of process: Int32) {
    guard let status = ProcessUsage.read("/proc/\(process)/status"),
      let resident = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return nil }
    residentKibibytes = UInt64(resident.filter(\.isNumber)) ?? 0
    // Nanoseconds on a processor, of each thread: /proc/PID/stat counts in hundredths of a second.
    cpuNanoseconds = ProcessUsage.threads(of: process).reduce(0) { sum, thread in
      let schedule = ProcessUsage.read("/proc/\(process)/task/\(thread)/schedstat") ?? ""
      return sum + (schedule.split(separator: " ").first.flatMap { UInt64($0) } ?? 0)
    }
  }

  private static func threads(of process: Int32) -> [String] {
    guard let folder = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.first?.isNumber == true { names.append(name) }
    }
    return names
  }

  private static func read(_ path: String) -> String? {
    let descriptor = Glibc.open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}
