internal import Glibc

/// The system's words for an error number: "Connection refused".
func systemText(_ errorNumber: CInt) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(errorNumber, &buffer, buffer.count) == 0 else { return "error \(errorNumber)" }
  let text = buffer.withUnsafeBufferPointer { String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self) }
  return text.isEmpty ? "error \(errorNumber)" : text
}

/// The error number of a taken address.
let addressInUse: CInt = EADDRINUSE
