import Testing

@testable import LoadStatistics

@Suite("Texts and tables of a run")
struct LoadRunOutputTests {
  private static func small() throws -> LoadRunResult {
    var result = LoadRunResult()
    result.description.title = "small"
    result.description.arrival = "open loop, constant 2/s"
    result.description.durationSeconds = 2
    result.description.targetRate = 2
    result.description.connectionCount = 1
    result.description.streamsPerConnection = 8
    result.description.startUnixMilliseconds = 1_441_812_279_474
    result.counts.planned = 4
    result.counts.sent = 4
    result.counts.ended = 4
    result.counts.completed = 4
    var method = LoadMethodResult(name: "a.A/Get\"it\",now")
    for (status, latency) in [("OK", 1_000_000), ("OK", 2_000_000), ("OK", 3_000_000), ("INTERNAL", 50_000)] {
      var part = LoadStatusResult(status: status)
      part.count = 1
      part.latency = .one(UInt64(latency))
      part.serviceTime = .one(UInt64(latency / 2))
      var one = LoadMethodResult(name: method.name)
      one.statuses = [part]
      method.merge(one)
    }
    result.methods = [method]
    result.sendLag = .one(1000)
    for index in [0, 1] {
      var interval = LoadIntervalResult(index: index)
      (interval.planned, interval.sent, interval.ended, interval.errors) = (2, 2, UInt64(4 * index), UInt64(index))
      if index == 1 { interval.latency = method.latency }
      interval.latencyByMethod = index == 1 ? [method.name: method.latency] : [:]
      result.intervals.append(interval)
    }
    result.verdicts = [try LoadThreshold("max > 1ms").verdict(on: result)]
    return result
  }

  @Test("the text for a terminal is this")
  func text() throws {
    let expected = """
      small: FAILED
      Plan         open loop, constant 2/s
      Load         1 worker, 1 connection, 8 in flight on each
      Time         2 s after 0 s of warm-up, from 2015-09-09 15:24:39 UTC
      Rate         2/s achieved of 2/s (100 %)
      Arrivals     4 due, 4 completed, 0 kept waiting, 0 never sent
      Calls        4 sent, 4 ended, 0 unfinished, 0 timed out
      Errors       1 (25 %): INTERNAL 1

      Percentile  Latency  Service time  Send lag
      ──────────  ───────  ────────────  ────────
      min         50.0 µs       25.0 µs   1.00 µs
      p50         1.00 ms        500 µs   1.00 µs
      p75         2.00 ms       1.00 ms   1.00 µs
      p90         3.00 ms       1.50 ms   1.00 µs
      p99         3.00 ms       1.50 ms   1.00 µs
      p99.9       3.00 ms       1.50 ms   1.00 µs
      p99.99      3.00 ms       1.50 ms   1.00 µs
      p99.999     3.00 ms       1.50 ms   1.00 µs
      max         3.00 ms       1.50 ms   1.00 µs
      mean        1.51 ms        756 µs   1.00 µs
      deviation   1.10 ms        551 µs      0 ns

      Method       Status    Count  Share      p50      p99    p99.9      Max  Service p99
      ───────────  ────────  ─────  ─────  ───────  ───────  ───────  ───────  ───────────
      Get"it",now  INTERNAL      1   25 %  50.0 µs  50.0 µs  50.0 µs  50.0 µs      25.0 µs
      Get"it",now  OK            3   75 %  2.00 ms  3.00 ms  3.00 ms  3.00 ms      1.50 ms

      Fails if   Measured  Verdict
      ─────────  ────────  ───────
      max > 1ms   3.00 ms  FAILED

      """
    let lines = try Self.small().text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.map { $0.reversed().drop { $0 == " " }.reversed().map(String.init).joined() }.joined(separator: "\n")
        == expected
    )
  }

  @Test("percentiles are a row each of a CSV table, with names quoted where they must be")
  func percentilesCSV() throws {
    let lines = try Self.small().percentilesCSV.split(separator: "\n")
    #expect(lines.count == 1 + 2 * 9)
    #expect(lines[0] == "method,status,count,percentile,latency_ns,service_time_ns")
    #expect(lines[1] == "\"a.A/Get\"\"it\"\",now\",INTERNAL,1,0,49984,24992")
    #expect(lines[12] == "\"a.A/Get\"\"it\"\",now\",OK,3,75,3000319,1500159")
    #expect(lines[17].contains(",OK,3,99.999,"))
  }

  @Test("intervals are a row each of a CSV table, without times where no call ended")
  func intervalsCSV() throws {
    let lines = try Self.small().intervalsCSV.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("start_seconds,length_seconds,planned,sent,ended,errors,latency_p50_ns,"))
    #expect(lines[1] == "0,1,2,2,0,0,,,,,,")
    #expect(lines[2].hasPrefix("1,1,2,2,4,1,1000447,"))
    #expect(lines.allSatisfy { $0.count { $0 == "," } == 11 })
  }

  @Test("the log of a run has a line for each interval, and one for each method of it")
  func log() throws {
    let result = try Self.small()
    let log = try HistogramLog(reading: result.histogramLog)
    #expect(log.entries.map(\.tag) == [nil, nil, "Get\"it\"_now"])
    #expect(log.entries.map(\.startMilliseconds) == [0, 1000, 1000])
    #expect(log.entries[1].histogram == result.latency && log.entries[2].histogram == result.latency)
  }

  @Test("times are told in three digits and the unit that fits")
  func times() {
    for (nanoseconds, text) in [
      (0, "0 ns"), (1, "1 ns"), (999.4, "999 ns"), (999.6, "1.00 µs"), (9_994, "9.99 µs"), (9_996, "10.0 µs"),
      (99_940, "99.9 µs"), (99_960, "100 µs"), (999_600, "1.00 ms"), (1_234_567, "1.23 ms"), (1e9, "1.00 s"),
      (3.6e12, "3,600 s"), (-1500, "-1.50 µs"),
    ] as [(Double, String)] {
      #expect(DecimalText.time(nanoseconds: nanoseconds) == text)
    }
    #expect(
      DecimalText.bytes(0 as UInt64) == "0 B" && DecimalText.bytes(1023 as UInt64) == "1023 B"
        && DecimalText.bytes(1024 as UInt64) == "1.00 KiB"
    )
    #expect(DecimalText.bytes(UInt64.max).hasSuffix(" TiB"))
    #expect(DecimalText.percent(0.00001) == "0.001 %" && DecimalText.percent(1) == "100 %")
    #expect(DecimalText.grouped(-1_234_567) == "-1,234,567" && DecimalText.grouped(100) == "100")
    #expect(DecimalText.rate(.infinity) == "inf" && DecimalText.rate(99.999) == "100")
  }

  @Test("a run that was held back by the tester itself says so")
  func notes() throws {
    var result = try Self.small()
    #expect(!result.text.contains("Note"))
    result.sendLag = .one(400_000)
    #expect(result.text.contains("Note         calls were sent late: the send lag's p99 is 13.3"))
    result.methods[0].statuses[0].latency = result.methods[0].statuses[0].latency.clamped(count: 2)
    #expect(result.text.contains("2 latencies above one hour are counted as one hour"))
    #expect(result.html.contains("note-text"))
  }
}
