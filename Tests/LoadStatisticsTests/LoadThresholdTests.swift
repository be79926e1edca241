import Testing

@testable import LoadStatistics

@Suite("Thresholds")
struct LoadThresholdTests {
  /// Ten calls of two methods in two seconds: latencies of 1 to 10 ms, service times of a tenth, one error.
  private static func result() -> LoadRunResult {
    var result = LoadRunResult()
    result.description.durationSeconds = 2
    result.counts.completed = 10
    for (name, range, status) in [("a.A/Get", 1...8, "OK"), ("a.A/Put", 9...9, "OK"), ("a.A/Put", 10...10, "INTERNAL")]
    {
      var part = LoadStatusResult(status: status)
      for value in range {
        part.count += 1
        part.latency.merge(.one(UInt64(value) * 1_000_000))
        part.serviceTime.merge(.one(UInt64(value) * 100_000))
      }
      var method = LoadMethodResult(name: name)
      method.statuses = [part]
      if result.methods.last?.name == name {
        result.methods[result.methods.count - 1].merge(method)
      } else {
        result.methods.append(method)
      }
    }
    result.sendLag = .one(2000)
    return result
  }

  @Test(
    "a threshold says what fails a run",
    arguments: [
      ("p50 > 5.01ms", true), ("p50 > 5.1ms", true), ("p50>4.9ms", false), ("p50 >= 5 ms", false),
      ("p90 > 9.1ms", true), ("p90 > 8900us", false), ("p100 > 11 ms", true), ("max > 9ms", false),
      ("mean > 5.6ms", true), ("mean > 5.4ms", false), ("service p50 > 600us", true), ("service p50 > 400µs", false),
      ("service max < 2ms", false), ("lag p99 > 1us", false), ("lag max > 3000 ns", true), ("p50 <= 1s", false),
      ("errors > 10%", true), ("errors >= 10 %", false), ("errors > 9.99%", false), ("Get: errors > 0%", true),
      ("Put: errors > 49.9%", false), ("rate < 5", true), ("rate < 5.01", false), ("rate <= 5/s", false),
      ("Get: rate < 4", true), ("a.A/Get: p100 > 8.1ms", true), (" Get : p100 > 7.9ms ", false),
      ("Other: p50 > 1s", false),
    ]
  )
  func verdicts(text: String, passed: Bool) throws {
    let verdict = try LoadThreshold(text).verdict(on: Self.result())
    #expect(verdict.passed == passed, "\(verdict)")
    #expect(verdict.text == text)
  }

  @Test("what was measured is told with its unit, and what was not measured fails")
  func measured() throws {
    func measured(_ text: String, _ result: LoadRunResult = Self.result()) throws -> String {
      try LoadThreshold(text).verdict(on: result).measured
    }
    #expect(try measured("p50 > 5ms") == "5.00 ms")
    #expect(try measured("errors > 1%") == "10 %")
    #expect(try measured("rate < 9") == "5/s")
    #expect(try measured("lag max > 1s") == "2.00 µs")
    #expect(try measured("Other: p50 > 1s") == "no method Other was called")
    for text in ["p50 > 1s", "lag p50 > 1s", "errors > 5%", "rate < 1"] {
      let verdict = try LoadThreshold(text).verdict(on: LoadRunResult())
      #expect(!verdict.passed && verdict.value == nil, "\(text): \(verdict)")
    }
  }

  @Test(
    "a text that is no threshold is refused with the column and what is expected there",
    arguments: [
      ("", 1, "expected p50, p99.9 and the like, mean, max, errors or rate"),
      ("p99", 4, "expected >, >=, < or <= (what fails the run)"),
      ("p99 = 5ms", 5, "expected >, >=, < or <= (what fails the run)"),
      ("p99 > ms", 7, "expected a number"), ("p99 > 5", 8, "expected a unit of time: ns, us, ms or s"),
      ("p99 > 5 minutes", 9, "expected a unit of time: ns, us, ms or s"),
      ("p99 > 5ms x", 11, "the threshold should end here"),
      ("p101 > 5ms", 1, "a percentile is from p0 to p100"),
      ("p > 5ms", 1, "expected p50, p99.9 and the like, mean, max, errors or rate"),
      ("q99 > 5ms", 1, "expected p50, p99.9 and the like, mean, max, errors or rate"),
      ("service rate > 5", 9, "expected p50, p99.9 and the like, mean or max"),
      ("lag", 4, "expected p50, p99.9 and the like, mean or max"),
      ("Get: lag p50 > 5ms", 6, "lag is that of the whole run; leave the method out"),
      (" : p50 > 5ms", 2, "expected the name of a method before the colon"),
      ("errors > 5", 11, "expected % (the share of calls that fail)"), ("errors > 101%", 10, "a share is at most 100%"),
      ("rate < 5 ms", 10, "a rate is in calls per second: /s or no unit"), ("p99 > -5ms", 7, "expected a number"),
      ("p99 > 1.2.3ms", 7, "expected a number"), ("p99 > 5.ms", 7, "expected a number"),
      ("p99 > ٣ms", 7, "expected a number"),
    ]
  )
  func faults(text: String, column: Int, reason: String) {
    #expect(throws: ThresholdError(column: column, reason: reason)) { try LoadThreshold(text) }
  }

  @Test("calls and scenarios of a file have names with spaces, points and colons")
  func namesFromFiles() throws {
    var result = LoadRunResult()
    for name in ["read a producer", "v1.2: a/b now"] {
      var status = LoadStatusResult(status: "OK")
      status.count = 1
      status.latency = .one(1_000_000)
      var method = LoadMethodResult(name: name)
      method.statuses = [status]
      #expect(method.shortName == name)
      result.methods.append(method)
    }
    #expect(LoadMethodResult(name: "a.v1.A/Get").shortName == "Get")
    for (text, passed) in [
      ("read a producer: p50 > 2ms", true), ("read a producer : p50 > 500us", false),
      ("v1.2: a/b now: max > 2ms", true), ("now: max > 2ms", false),
    ] {
      #expect(try LoadThreshold(text).verdict(on: result).passed == passed, "\(text)")
    }
  }

  @Test("a text without end is not read")
  func longText() {
    let text = "p99 > 5ms" + String(repeating: " ", count: 300)
    #expect(throws: ThresholdError(column: 301, reason: "at most 300 characters are read")) { try LoadThreshold(text) }
  }
}
