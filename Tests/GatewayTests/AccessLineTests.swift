import Foundation
import RPC
import Testing

@testable import Gateway

/// Goal: a line of the access log is what it says, whatever callers call themselves and ask for.
@Suite("Lines of the access log")
struct AccessLineTests {
  private static func record() -> AccessRecord {
    AccessRecord(
      endedUnixMicroseconds: 1_636_096_089_123_456,
      caller: "uid:1000",
      peer: "unix (pid 7, uid 1000)",
      method: "ocop.registry.v1.Registry/GetRecord",
      code: .unavailable,
      cause: .upstream,
      reason: "it is gone",
      target: "registry at tcp:10.0.0.7:7401",
      attempt: 1,
      durationNanoseconds: 2_345_678,
      upstreamNanoseconds: 1_999_999,
      receivedBytes: 12,
      sentBytes: 0,
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    )
  }

  private func line(_ record: AccessRecord) -> String {
    var bytes: [UInt8] = []
    AccessLine.append(record, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func fields(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test("every field has its name and unit")
  func whole() {
    #expect(
      line(Self.record())
        == #"{"time":"2021-11-05T07:08:09.123Z","caller":"uid:1000","peer":"unix (pid 7, uid 1000)","#
        + #""method":"ocop.registry.v1.Registry/GetRecord","status":"UNAVAILABLE","cause":"upstream","#
        + #""upstream":"tcp:10.0.0.7:7401","attempt":1,"duration_us":2345,"upstream_us":1999,"#
        + #""request_bytes":12,"response_bytes":0,"trace":"4bf92f3577b34da6a3ce929d0e0e4736","#
        + #""reason":"it is gone"}"# + "\n"
    )
  }

  @Test("what is not known has no field")
  func bare() throws {
    var record = Self.record()
    (record.cause, record.reason, record.target, record.upstreamNanoseconds) = (nil, "", nil, nil)
    record.traceparent = "00-zz"
    let fields = try fields(line(record))
    #expect(
      Set(fields.keys) == [
        "time", "caller", "peer", "method", "status", "attempt", "duration_us", "request_bytes", "response_bytes",
      ]
    )
  }

  @Test(
    "a text from outside forges neither a line nor a field, and is printable ASCII",
    arguments: [
      "a\nb", "a\r\n{\"status\":\"OK\"}", "\",\"status\":\"OK", "\\", "\u{0}\u{1B}[31m", "\u{85}\u{2028}\u{2029}",
      "\u{202E}gnp.exe", "Lạng Sơn", "\u{1F600}", "\u{7F}",
    ]
  )
  func hostile(text: String) throws {
    var record = Self.record()
    (record.caller, record.method, record.peer, record.reason) = (text, text, text, text)
    let line = line(record)
    #expect(line.utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
    #expect(line.utf8.last == UInt8(ascii: "\n"))
    let fields = try fields(line)
    for name in ["caller", "method", "peer", "reason"] { #expect(fields[name] as? String == text) }
    #expect(fields["status"] as? String == "UNAVAILABLE")
    #expect(fields.count == 14)
  }

  @Test("a long text is cut")
  func long() throws {
    var record = Self.record()
    record.method = String(repeating: "m", count: 10_000)
    record.caller = String(repeating: "\u{1F600}", count: 10_000)
    let fields = try fields(line(record))
    #expect(fields["method"] as? String == String(repeating: "m", count: AccessLine.textBytesMax) + "...")
    #expect(line(record).utf8.count < 2_500)
  }
}
