import Glibc

/// Frames on standard input and output: a length (4 bytes, big-endian), then as many bytes. See
/// Tests/Differential/README.md.
enum Pipe {
  /// The next frame; nil at the end.
  static func read() -> [UInt8]? {
    guard let head = bytes(4) else { return nil }
    return bytes(head.reduce(0) { $0 << 8 | Int($1) })
  }

  static func write(_ frame: [UInt8]) {
    let length = UInt32(frame.count)
    var rest = ((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + frame)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { exit(1) }
      rest = rest.dropFirst(count)
    }
  }

  private static func bytes(_ count: Int) -> [UInt8]? {
    var found = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = found.withUnsafeMutableBytes {
        Glibc.read(STDIN_FILENO, $0.baseAddress?.advanced(by: filled), count - filled)
      }
      guard got > 0 else { return nil }
      filled += got
    }
    return found
  }
}
