import Foundation
import Messages
import PrometheusMetrics
import RPC
import TestSupport
import Testing

@testable import Observability

/// The pieces that figures are made of.
@Suite("Figures")
struct FigureTests {
  @Test("what half, or 99 of 100, of durations did not exceed is found within 7 %, however they are spread")
  func percentiles() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      var counts = DurationCounts()
      let exponentMax = Int64.random(in: 11...38, using: &generator)
      let durations = (0..<Int.random(in: 1...2_000, using: &generator)).map { _ in
        Int64.random(in: 1_024...(1 << Int64.random(in: 11...exponentMax, using: &generator)), using: &generator)
      }
      for duration in durations { counts.add(nanoseconds: duration) }
      let sorted = durations.sorted()
      for part in [0.01, 0.5, 0.9, 0.99, 1] {
        let rank = max(1, Int((Double(sorted.count) * part).rounded(.up)))
        let exact = Double(sorted[rank - 1])
        let told = Double(counts.nanoseconds(notExceededBy: part))
        #expect(abs(told - exact) <= exact * 0.07, "seed \(seed), part \(part) of \(sorted.count)")
      }
    }
  }

  @Test("durations of any size are counted somewhere, and none give zero")
  func extremeDurations() {
    var counts = DurationCounts()
    #expect(counts.nanoseconds(notExceededBy: 0.5) == 0)
    for duration in [Int64.min, -1, 0, 1, .max] { counts.add(nanoseconds: duration) }
    #expect(counts.total == 5)
    #expect(counts.nanoseconds(notExceededBy: 0.5) < 2_048)
    #expect(counts.nanoseconds(notExceededBy: 1) > 1_000_000_000_000)
  }

  @Test("a table of paths gives numbers in order, finds them again, and stops at its limit")
  func pathTable() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var table = PathTable(countMax: 200)
    var model: [String: Int] = [:]
    for _ in 0..<5_000 {
      let length = Int.random(in: 0...20, using: &generator)
      let path = String((0..<length).map { _ in "ab/".randomElement(using: &generator) ?? "a" })
      if Bool.random(using: &generator) {
        var copy = path
        let found = copy.withUTF8 { table.number(of: UnsafeRawBufferPointer($0)) }
        #expect(found == model[path], "seed \(seed)")
      } else {
        let number = table.number(adding: path)
        if model[path] == nil && model.count < 200 { model[path] = model.count }
        #expect(number == model[path], "seed \(seed)")
      }
    }
    #expect(table.paths.count == 200, "seed \(seed)")
    #expect(table.paths.enumerated().allSatisfy { model[$0.element] == $0.offset }, "seed \(seed)")
  }

  @Test("the process tells its memory, CPU time, files and start")
  func process() {
    let figures = ProcessFigures.now()
    #expect(figures.residentBytes > 1 << 20)
    #expect(figures.virtualBytes > figures.residentBytes)
    #expect(figures.cpuMicroseconds > 0)
    #expect(figures.openFileCount >= 3)
    #expect(figures.openFileCountMax >= UInt64(figures.openFileCount))
    let age = Double(UnixClock.nowMicroseconds) / 1e6 - (ProcessFigures.startedUnixSeconds ?? 0)
    #expect((0...86_400).contains(age))
    #expect(ProcessFigures.now().cpuMicroseconds >= figures.cpuMicroseconds)
  }

  @Test("process metrics and the lag behind each source are there after a refresh, and follow what is true")
  func daemonMetrics() {
    let registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
    let metrics = DaemonMetrics(
      followerStatuses: {
        var behind = RpcV1.FollowerStatus()
        behind.source = "registry"
        behind.appliedRevision = 40
        behind.sourceRevision = 42
        behind.connected = true
        var ahead = RpcV1.FollowerStatus()
        ahead.source = "listing"
        ahead.appliedRevision = 5
        return [behind, ahead]
      },
      factory: registry
    )
    metrics.refresh()
    metrics.refresh()
    let lines = String(decoding: registry.text(), as: UTF8.self).split(separator: "\n").map(String.init)
    for line in [
      "ocop_follower_lag{source=\"registry\"} 2.0", "ocop_follower_lag{source=\"listing\"} 0.0",
      "ocop_follower_connected{source=\"registry\"} 1.0", "ocop_follower_connected{source=\"listing\"} 0.0",
    ] {
      #expect(lines.contains(line))
    }
    for name in [
      "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds",
      "process_max_fds", "process_start_time_seconds",
    ] {
      let value = lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Double($0) }
      #expect((value ?? 0) > 0, "\(name)")
    }
    #expect(lines.contains("# TYPE process_cpu_seconds_total counter"))
  }
}

/// The table of metrics that operators read.
@Suite("Table of metrics")
struct MetricTableTests {
  @Test("every metric is in the table, and what the table says of names is so")
  func table() throws {
    let path = #filePath.replacingOccurrences(
      of: "Tests/ObservabilityTests/FigureTests.swift",
      with: "Sources/Observability/METRICS.md"
    )
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    for description in MetricNames.descriptions {
      let row = try #require(rows.first { $0.first == "`\(description.label)`" }, "\(description.label)")
      let registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
      switch row[2] {
      case "histogram": _ = registry.makeTimer(label: description.label, dimensions: [])
      case "counter": _ = registry.makeCounter(label: description.label, dimensions: [])
      default: _ = registry.makeRecorder(label: description.label, dimensions: [], aggregate: false)
      }
      let exported = row[1] == "the same" ? description.label : row[1].filter { $0 != "`" }
      let text = String(decoding: registry.text(), as: UTF8.self)
      #expect(text.contains("# TYPE \(exported) \(row[2])\n"), "\(description.label)")
    }
    let described = Set(MetricNames.descriptions.map { "`\($0.label)`" })
    let inTable = rows.compactMap(\.first).filter { $0.hasPrefix("`ocop.") || $0.hasPrefix("`process_") }
    #expect(inTable.allSatisfy { described.contains($0) })
  }
}
