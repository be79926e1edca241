import ClientKit
import Testing

@testable import LoadStatistics

@Suite("Results of runs")
struct LoadRunResultTests {
  private static func result(_ seed: UInt64 = 1) throws -> LoadRunResult {
    var result = SampleRun.result(seed: seed, seconds: 4, rate: 100)
    result.verdicts = [try LoadThreshold("p99 > 5ms").verdict(on: result)]
    return result
  }

  @Test("a result survives its JSON form, written and parsed")
  func roundTrip() throws {
    let result = try Self.result()
    for text in [JSONWriter.oneLine(result.json), JSONWriter.indented(result.json)] {
      #expect(try LoadRunResult(json: JSONParser.value(of: Array(text.utf8))) == result)
    }
    #expect(try LoadRunResult(json: LoadRunResult().json) == LoadRunResult())
    var bare = LoadRunResult()
    bare.daemons = [LoadDaemonResult(name: "x")]
    bare.verdicts = [ThresholdVerdict(text: "p50 > 1s", measured: "nothing", value: nil, passed: false)]
    bare.sendLag = SparseHistogram.one(LatencyHistogram.nanosecondsMax).clamped(count: 1)
    #expect(try LoadRunResult(json: bare.json) == bare)
  }

  @Test("JSON that is no result is refused with the place of the fault")
  func faults() throws {
    let text = JSONWriter.oneLine(try Self.result().json)
    for (found, replacement, path) in [
      ("\"format\":1", "\"format\":2", "format"),
      ("\"worker_count\":2", "\"worker_count\":-2", "description.worker_count"),
      ("\"planned\":405", "\"planned\":\"405\"", "counts.planned"),
      ("\"status\":\"OK\"", "\"status\":7", "methods[0].statuses[0].status"),
      ("\"hdr\":\"HISTF", "\"hdr\":\"!HISTF", "methods[0].statuses[0].latency.hdr"),
      ("\"connections\":[", "\"connections\":[3,", "connections[0]"),
      ("\"failures\":1", "\"failures\":9007199254740993", "connections[1].failures"),
      ("\"interval_seconds\":1.0", "\"interval_seconds\":0", "description.interval_seconds"),
      ("\"duration_seconds\":4.0", "\"duration_seconds\":-4.0", "description.duration_seconds"),
      ("\"latency_by_method\":{", "\"latency_by_method\":{\"x\":3,", "intervals[0].latency_by_method.x"),
      ("\"passed\":false}", "\"passed\":0}", "verdicts[0].passed"),
      ("\"verdicts\":[", "\"other\":[", "verdicts"),
    ] {
      let range = try #require(text.firstRange(of: found), "\(found)")
      let json = try JSONParser.value(of: Array(text.replacingCharacters(in: range, with: replacement)))
      do throws(ResultJSONError) {
        _ = try LoadRunResult(json: json)
        Issue.record("\(path) was read")
      } catch {
        #expect(error.path == path)
      }
    }
    #expect(throws: ResultJSONError.self) { try LoadRunResult(json: .array([])) }
  }

  @Test("more of anything than a result may have is refused")
  func tooMany() throws {
    let text = JSONWriter.oneLine(try Self.result().json)
    let texts = (0...1000).map { "\"\($0)\"" }.joined(separator: ",")
    let members = (0...1000).map { "\"\($0)\":null" }.joined(separator: ",")
    for (found, replacement, path, reason) in [
      ("\"targets\":[", "\"targets\":[\(texts),", "description.targets", "more than 1000 elements"),
      ("_by_method\":{", "_by_method\":{\(members),", "intervals[0].latency_by_method", "more than 1000 members"),
    ] {
      let range = try #require(text.firstRange(of: found), "\(found)")
      let json = try JSONParser.value(of: Array(text.replacingCharacters(in: range, with: replacement)))
      #expect(throws: ResultJSONError(path: path, reason: reason)) { try LoadRunResult(json: json) }
    }
  }

  @Test("the results of workers are added up: counts, histograms, intervals by index, connections numbered on")
  func merging() throws {
    let (left, right) = (try Self.result(1), try Self.result(2))
    var longer = right
    longer.intervals.append(LoadIntervalResult(index: 9))
    longer.intervals[0].ended = 1000
    longer.methods.append(LoadMethodResult(name: "a.A/First"))
    longer.description.startUnixMilliseconds -= 7
    longer.clientCPUSeconds = nil
    longer.description.targets = ["unix:/other"]
    var merged = left
    merged.merge(longer)
    #expect(merged.counts.ended == 800 && merged.counts.heldBack == 4)
    #expect(merged.description.workerCount == 4 && merged.description.connectionCount == 8)
    #expect(merged.description.targetRate == 200 && merged.description.shareRequired == 0.99)
    #expect(merged.description.durationSeconds == 4)
    #expect(merged.description.startUnixMilliseconds == left.description.startUnixMilliseconds - 7)
    #expect(merged.description.targets == ["unix:/run/ocop/registry.sock", "unix:/other"])
    #expect(merged.methods.map(\.shortName) == ["First", "GetRecord", "ListChanges", "PutRecord"])
    #expect(merged.latency.count == 800 && merged.sendLag.count == 800)
    #expect(merged.intervals.map(\.index) == [0, 1, 2, 3, 9])
    #expect(merged.intervals[0].ended == 1100 && merged.intervals[1].latency.count == 200)
    #expect(merged.connections.map(\.index) == Array(0..<8))
    #expect(merged.daemons.count == 1)
    #expect(merged.clientCPUSeconds == 12.5 && merged.clientResidentBytes == 96_000_000)
    var other = longer
    other.merge(left)
    #expect(other.methods == merged.methods && other.intervals == merged.intervals && other.sendLag == merged.sendLag)
  }

  @Test("a run fails below the required share of its rate, or when a threshold is crossed")
  func passing() throws {
    var result = LoadRunResult()
    #expect(result.passed && result.achievedRate == 0 && result.achievedShare == nil)
    result.description.durationSeconds = 10
    result.description.targetRate = 100
    result.description.shareRequired = 0.99
    result.counts.planned = 1000
    result.counts.completed = 989
    #expect(!result.passed && result.achievedRate == 98.9 && result.isShareAchieved == false)
    result.counts.completed = 990
    #expect(result.passed)
    result.verdicts = [ThresholdVerdict(text: "", measured: "", value: nil, passed: false)]
    #expect(!result.passed)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> [UInt8] {
    Array((self[..<range.lowerBound] + text + self[range.upperBound...]).utf8)
  }
}
