internal import Glibc

/// Lines on the standard streams, written at once.
public enum StandardText {
  /// A line for whoever reads the program's output.
  public static func output(_ line: String) {
    write(line, to: STDOUT_FILENO)
  }

  /// A line for people.
  public static func error(_ line: String) {
    write(line, to: STDERR_FILENO)
  }

  private static func write(_ line: String, to descriptor: CInt) {
    var bytes = Array((line + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
