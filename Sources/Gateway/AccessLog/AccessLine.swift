import RPC
import ServiceKit

/// Writes records as lines of JSON. What comes from outside cannot forge a line or a field: everything but printable
/// ASCII is escaped, and long texts are cut.
enum AccessLine {
  /// Longest text of a field, in bytes before it is escaped.
  static let textBytesMax = 300

  static func append(_ record: AccessRecord, to line: inout [UInt8]) {
    let microseconds = record.endedUnixMicroseconds
    line += "{\"time\":\"".utf8
    UTCTimestamp(
      unixSeconds: Int64(microseconds / 1_000_000),
      nanoseconds: Int64(microseconds % 1_000_000) * 1_000
    ).append(to: &line)
    line.append(UInt8(ascii: "\""))
    append("caller", record.caller, to: &line)
    append("peer", record.peer, to: &line)
    append("method", record.method, to: &line)
    append("status", record.code.description, to: &line)
    if let cause = record.cause { append("cause", cause.rawValue, to: &line) }
    if let target = record.target { append("upstream", endpoint(target), to: &line) }
    append("attempt", UInt64(record.attempt), to: &line)
    append("duration_us", microsecondCount(record.durationNanoseconds), to: &line)
    if let nanoseconds = record.upstreamNanoseconds {
      append("upstream_us", microsecondCount(nanoseconds), to: &line)
    }
    append("request_bytes", record.receivedBytes, to: &line)
    append("response_bytes", record.sentBytes, to: &line)
    if !record.traceparent.isEmpty, Traceparent.isValid(record.traceparent) {
      append("trace", record.traceparent.dropFirst(3).prefix(32), to: &line)
    }
    if !record.reason.isEmpty { append("reason", record.reason, to: &line) }
    line += "}\n".utf8
  }

  /// The address in what a channel is called: "registry at tcp:10.0.0.7:7401".
  private static func endpoint(_ target: String) -> Substring {
    guard let gap = target.firstIndex(of: " "), target[gap...].hasPrefix(" at ") else { return target[...] }
    return target[gap...].dropFirst(4)
  }

  private static func microsecondCount(_ nanoseconds: Int64) -> UInt64 { UInt64(max(0, nanoseconds) / 1_000) }

  private static func append(_ name: StaticString, _ number: UInt64, to line: inout [UInt8]) {
    appendName(name, to: &line)
    line += String(number).utf8
  }

  private static func append(_ name: StaticString, _ text: some StringProtocol, to line: inout [UInt8]) {
    appendName(name, to: &line)
    line.append(UInt8(ascii: "\""))
    var byteCount = 0
    for scalar in text.unicodeScalars {
      byteCount += UTF8.width(scalar)
      if byteCount > textBytesMax {
        line += "...".utf8
        break
      }
      append(scalar, to: &line)
    }
    line.append(UInt8(ascii: "\""))
  }

  private static func append(_ scalar: Unicode.Scalar, to line: inout [UInt8]) {
    switch scalar.value {
    case 0x22, 0x5C:
      line.append(UInt8(ascii: "\\"))
      line.append(UInt8(scalar.value))
    case 0x20...0x7E: line.append(UInt8(scalar.value))
    default:
      for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
        let digits = String(unit, radix: 16)
        line += "\\u".utf8
        line += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        line += digits.utf8
      }
    }
  }

  private static func appendName(_ name: StaticString, to line: inout [UInt8]) {
    line += ",\"".utf8
    line += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    line += "\":".utf8
  }
}
