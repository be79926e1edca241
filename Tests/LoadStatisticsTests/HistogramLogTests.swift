import Testing

@testable import LoadStatistics

@Suite("Interval logs")
struct HistogramLogTests {
  private static func histogram(_ nanoseconds: UInt64) -> SparseHistogram {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: nanoseconds)
    return histogram.sparse
  }

  private static let header = """
    #[made by a test]
    #[Histogram log format version 1.3]
    #[BaseTime: 1441812279.474 (seconds since epoch)]
    #[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 15:24:39 UTC 2015]
    "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

    """

  @Test("a log is written as format 1.3 has it, and read again")
  func roundTrip() throws {
    let first = HistogramLogEntry(
      tag: nil,
      startMilliseconds: 127,
      lengthMilliseconds: 1007,
      histogram: Self.histogram(2_769_000)
    )
    let second = HistogramLogEntry(
      tag: "Get,it now",
      startMilliseconds: 1134,
      lengthMilliseconds: 999,
      histogram: Self.histogram(5)
    )
    var text = HistogramLogWriter.header(startUnixMilliseconds: 1_441_812_279_474, comment: "made by\na test")
    #expect(text == Self.header)
    text += HistogramLogWriter.line(first) + HistogramLogWriter.line(second)
    #expect(text.contains("\n0.127,1.007,2.771,HISTF"))
    #expect(text.contains("\nTag=Get_it_now,1.134,0.999,0.000,HISTF"))
    for text in [text, text.replacing("\n", with: "\r\n")] {
      let log = try HistogramLog(reading: text)
      #expect(log.startUnixMilliseconds == 1_441_812_279_474)
      #expect(log.entries.map(\.tag) == [nil, "Get_it_now"])
      #expect(log.entries.map(\.startMilliseconds) == [127, 1134])
      #expect(log.entries.map(\.lengthMilliseconds) == [1007, 999])
      #expect(log.entries.map(\.histogram) == [first.histogram, second.histogram])
    }
  }

  @Test("times from the epoch, from the start and from a base are told apart")
  func times() throws {
    let histogram = Self.histogram(1).base64Text
    let start = "#[StartTime: 1441812279.474 (seconds since epoch), some day]\n"
    let base = "#[BaseTime: 1441812270 (seconds since epoch)]\n"
    #expect(try HistogramLog(reading: "\(start)3.5,1.0,1,\(histogram)").entries[0].startMilliseconds == 3500)
    let epoch = try HistogramLog(reading: "\(start)1441812280.474,1.0,1,\(histogram)")
    #expect(epoch.entries[0].startMilliseconds == 1000)
    let based = try HistogramLog(reading: "\(base)\(start)10.474,1.0,1,\(histogram)")
    #expect(based.entries[0].startMilliseconds == 1000)
    #expect(try HistogramLog(reading: "7,1.0,1,\(histogram)").entries[0].startMilliseconds == 7000)
  }

  @Test("a line that is none is refused with its number and reason")
  func faults() {
    for (line, reason) in [
      ("1.0,1.0,1.0", "3 fields; start, length, largest value and histogram are expected (after a tag)"),
      ("x,1.0,1.0,H", "the start \"x\" is no number of seconds"),
      ("-1,1.0,1.0,H", "the start \"-1\" is no number of seconds"),
      ("1.0,1.,1.0,H", "the length \"1.\" is no number of seconds"),
      ("1,9999999999999,1.0,H", "the length \"9999999999999\" is no number of seconds"),
      ("Tag=a,1,1,1,H*", "base64, byte 1: a character that base64 does not have here"),
      ("#[StartTime: soon]", "StartTime is no number of seconds"),
    ] {
      do throws(HistogramLogError) {
        _ = try HistogramLog(reading: "#[a comment]\n\(line)\n")
        Issue.record("\(line) was read")
      } catch {
        #expect(error == HistogramLogError(line: 2, reason: reason))
      }
    }
  }

  @Test("a log with more entries than are read is refused")
  func tooManyEntries() throws {
    let line = "1,1,1,\(Self.histogram(1).base64Text)\n"
    #expect(try HistogramLog(reading: line + line, entryCountMax: 2).entries.count == 2)
    #expect(throws: HistogramLogError(line: 3, reason: "more than 2 entries")) {
      try HistogramLog(reading: line + line + line, entryCountMax: 2)
    }
  }
}
