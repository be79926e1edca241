import Glibc

/// The C library's words for an error number.
enum SystemError {
  /// The message of the last failed system call of this thread: "Permission denied".
  static var lastMessage: String {
    message(of: errno)
  }

  /// The message of an error number.
  static func message(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
