import Glibc

/// What a process was started with, read without Foundation.
enum ProcessSurroundings {
  /// All environment variables. Entries that are not UTF-8, or have no "=", are left out.
  static func environment() -> [String: String] {
    // Read from the kernel: the C library's `environ` is a mutable global that Swift cannot share safely.
    guard case .success(let bytes) = SmallFile.read("/proc/self/environ", sizeMaxBytes: 4 << 20) else { return [:] }
    var variables: [String: String] = [:]
    for entry in bytes.split(separator: 0) {
      guard let text = String(validating: entry, as: UTF8.self), let equals = text.firstIndex(of: "=") else { continue }
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return variables
  }

  /// The program's name as it was started, without its folder.
  static func programName(arguments: [String], fallback: String) -> String {
    arguments.first?.split(separator: "/").last.map(String.init) ?? fallback
  }
}
