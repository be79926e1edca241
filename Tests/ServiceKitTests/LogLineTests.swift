import Logging
import Testing

@testable import ServiceKit

@Suite struct LogLineTests {
  @Test(
    "a time is written in UTC to the millisecond",
    arguments: [
      (0, 0, "1970-01-01T00:00:00.000Z"),
      (1_636_070_400, 123_999_999, "2021-11-05T00:00:00.123Z"),
      (951_782_399, 999_000_000, "2000-02-28T23:59:59.999Z"),
      (951_782_400, 0, "2000-02-29T00:00:00.000Z"),
      (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
      (-1, 0, "1969-12-31T23:59:59.000Z"),
    ] as [(Int64, Int64, String)]
  )
  func timestamps(seconds: Int64, nanoseconds: Int64, text: String) {
    var bytes: [UInt8] = []
    UTCTimestamp(unixSeconds: seconds, nanoseconds: nanoseconds).append(to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  private func line(_ message: String, _ fields: [(name: String, value: String)], _ format: LogFormat) -> String {
    let line = LogLine(
      time: UTCTimestamp(unixSeconds: 0, nanoseconds: 0),
      level: .warning,
      label: "registry",
      message: message,
      fields: fields
    )
    return String(decoding: line.bytes(format: format), as: UTF8.self)
  }

  @Test("a text line has time, level, logger, message and fields; a value with spaces is quoted")
  func textLine() {
    #expect(
      line(
        "stopped",
        [(name: "why", value: "a \"b\" c"), (name: "port", value: "7401"), (name: "none", value: "")],
        .text
      )
        == "1970-01-01T00:00:00.000Z warning registry: stopped why=\"a \\\"b\\\" c\" port=7401 none=\"\"\n"
    )
  }

  @Test("a JSON line is one object, and a field cannot overwrite the time")
  func jsonLine() {
    #expect(
      line("Lạng Sơn \\ \"x\"", [(name: "time", value: "0")], .json)
        == "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warning\",\"logger\":\"registry\","
        + "\"message\":\"Lạng Sơn \\\\ \\\"x\\\"\",\"field_time\":\"0\"}\n"
    )
  }

  @Test("what comes from outside cannot forge a line", arguments: LogFormat.allCases)
  func forgedLine(format: LogFormat) {
    let hostile = "a\nb\rc\u{0}\u{1B}[2J\u{85}\u{2028}"
    let text = line(hostile, [(name: "x", value: hostile)], format)
    #expect(text.unicodeScalars.dropLast().allSatisfy { $0.value >= 0x20 && $0.value != 0x85 && $0.value != 0x2028 })
    #expect(text.contains("a\\nb\\rc\\u0000\\u001b[2J\\u0085\\u2028"))
  }

  @Test("a line is never longer than the limit and says that it was cut", arguments: LogFormat.allCases)
  func boundedLine(format: LogFormat) {
    let long = String(repeating: "ộ\n", count: 10_000)
    let fields = (0..<100).map { (name: "field\($0)", value: long) }
    let text = line(long, fields, format)
    #expect(text.utf8.count <= LogLine.lengthMaxBytes)
    #expect(text.hasSuffix(format == .json ? ",\"cut\":true}\n" : " cut=true\n"))
    #expect(text.contains("..."))
    #expect(text.contains("field0"))
  }

  @Test("an event's own fields win over the logger's, and lower levels are not written")
  func handler() {
    let lines = LineCollector()
    let output = LogOutput(
      write: { lines.append(String(decoding: $0, as: UTF8.self)) },
      now: { UTCTimestamp(unixSeconds: 0, nanoseconds: 0) }
    )
    var logger = Logger(label: "x") { label in
      LineLogHandler(label: label, format: .text, level: .info, output: output)
    }
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "a"] = "kept"
    logger.debug("not written")
    logger.info("written", metadata: ["b": "event"])
    #expect(lines.all == ["1970-01-01T00:00:00.000Z info x: written a=kept b=event\n"])
  }
}
