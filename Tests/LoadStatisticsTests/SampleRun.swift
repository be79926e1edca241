import Foundation
import TestSupport

@testable import LoadStatistics

/// Made-up runs that look like real ones.
enum SampleRun {
  /// A time around a median, with a long tail (log-normal, by Box and Muller).
  static func time(_ generator: inout SeededGenerator, median: Double, spread: Double = 0.35) -> UInt64 {
    let uniform = { (generator: inout SeededGenerator) in (Double(generator.next() >> 11) + 1) / 0x1p53 }
    let normal = (-2 * log(uniform(&generator))).squareRoot() * cos(2 * .pi * uniform(&generator))
    return UInt64(median * exp(spread * normal))
  }

  /// A run of three methods, with a stall in the middle during which some calls fail.
  ///
  /// - Parameters:
  ///   - seconds: How many intervals it has.
  ///   - rate: Calls in each of them.
  static func result(seed: UInt64, seconds: Int, rate: Int, slowness: Double = 1) -> LoadRunResult {
    var generator = SeededGenerator(seed: seed)
    var result = LoadRunResult()
    result.description = description(seconds: seconds, rate: rate)
    let medians = ["GetRecord": 180_000.0, "ListChanges": 900_000, "PutRecord": 420_000]
    var recorders: [String: (latency: LatencyHistogram, service: LatencyHistogram)] = [:]
    var lag = LatencyHistogram()
    for index in 0..<seconds {
      var interval = LoadIntervalResult(index: index)
      let isStalled = index == seconds / 2
      for call in 0..<rate {
        let name = generator.chance(70) ? "GetRecord" : generator.chance(50) ? "ListChanges" : "PutRecord"
        let service = time(&generator, median: (medians[name] ?? 1) * slowness)
        let late = time(&generator, median: 9_000, spread: 0.6)
        let waited = isStalled ? UInt64((rate - call) * 400_000_000 / rate) : late
        let status = isStalled && generator.chance(3) ? "UNAVAILABLE" : "OK"
        let key = "registry.v1.Registry/\(name) \(status)"
        recorders[key, default: (LatencyHistogram(), LatencyHistogram())].latency.record(nanoseconds: service + waited)
        recorders[key]?.service.record(nanoseconds: service)
        lag.record(nanoseconds: late)
        interval.latency.merge(SparseHistogram.one(service + waited))
        interval.latencyByMethod["registry.v1.Registry/\(name)", default: SparseHistogram()]
          .merge(SparseHistogram.one(service + waited))
        if status != "OK" { interval.errors += 1 }
      }
      interval.planned = UInt64(rate)
      interval.sent = UInt64(isStalled ? rate / 2 : rate)
      interval.ended = UInt64(isStalled ? rate / 3 : rate)
      result.intervals.append(interval)
    }
    result.sendLag = lag.sparse
    fill(&result, recorders)
    return result
  }

  private static func description(seconds: Int, rate: Int) -> LoadRunDescription {
    var description = LoadRunDescription()
    description.title = "Registry reads & writes <nightly>"
    description.targets = ["unix:/run/ocop/registry.sock"]
    description.arrival = "open loop, constant \(rate)/s"
    description.programVersion = "1.4.0"
    description.startUnixMilliseconds = 1_795_732_142_000
    description.durationSeconds = Double(seconds)
    description.warmUpSeconds = 5
    description.workerCount = 2
    description.connectionCount = 4
    description.streamsPerConnection = 32
    description.targetRate = Double(rate)
    description.shareRequired = 0.99
    return description
  }

  private static func fill(
    _ result: inout LoadRunResult,
    _ recorders: [String: (latency: LatencyHistogram, service: LatencyHistogram)]
  ) {
    for (key, recorder) in recorders.sorted(by: { $0.key < $1.key }) {
      let words = key.split(separator: " ").map(String.init)
      var status = LoadStatusResult(status: words[1])
      status.count = recorder.latency.count
      status.message = status.isExpected ? "" : "connection \"3\" <closed>"
      status.latency = recorder.latency.sparse
      status.serviceTime = recorder.service.sparse
      var method = LoadMethodResult(name: words[0])
      method.statuses = [status]
      method.messagesSent = status.count
      method.messagesReceived = status.count * 3
      method.bytesSent = status.count * 70
      method.bytesReceived = status.count * 1200
      if method.shortName == "ListChanges" { method.timeToFirstMessage = status.serviceTime }
      if let index = result.methods.firstIndex(where: { $0.name == method.name }) {
        result.methods[index].merge(method)
      } else {
        result.methods.append(method)
      }
    }
    let ended = result.methods.reduce(0) { $0 + $1.count }
    result.counts.planned = ended + 5
    result.counts.sent = ended + 3
    result.counts.ended = ended
    result.counts.completed = ended
    result.counts.keptWaiting = 2
    result.counts.unfinished = 3
    result.counts.heldBack = 2
    result.counts.timeouts = 1
    for index in 0..<4 {
      let calls = ended / 4
      result.connections.append(
        LoadConnectionResult(index: index, calls: calls, failures: UInt64(index), p99Nanoseconds: 900_000)
      )
      result.connectionSetUp.merge(.one(400_000))
    }
    result.clientCPUSeconds = 12.5
    result.clientResidentBytes = 48_000_000
    var daemon = LoadDaemonResult(name: "ocop-registry")
    daemon.cpuNanosecondsPerCall = 21_400
    daemon.residentBytesBefore = 31_000_000
    daemon.residentBytesAfter = 33_500_000
    result.daemons = [daemon]
  }
}

extension SparseHistogram {
  /// A histogram of one time.
  static func one(_ nanoseconds: UInt64) -> SparseHistogram {
    SparseHistogram(
      buckets: [HistogramBucket(lowestNanoseconds: BucketLayout.lowestNanoseconds(of: nanoseconds), count: 1)]
    )
  }
}
