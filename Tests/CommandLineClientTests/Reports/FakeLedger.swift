import Messages
import RPC
import Synchronization

@testable import CommandLineClient

/// A tiny reporting service with both clocks: it counts entries of a day that were recorded by a revision, on two maps.
final class FakeLedger: Sendable {
  /// One record.
  struct Entry: Sendable {
    let id: String
    /// Its unit in 2021, and in 2025; empty = it cannot be told.
    var units = ("187", "06463")
    /// The day it happened.
    let day: String
    /// Its last valid day; empty = it has none.
    var lastDay = ""
    /// The revision it was recorded at.
    let recorded: UInt64
    /// Later revisions and what they made of its count; 0 = withdrawn.
    var corrections: [(revision: UInt64, count: UInt64)] = []
  }

  private struct State {
    var entries: [Entry]
    var version: UInt32 = 1
    var epoch = "e1"
  }

  private let state: Mutex<State>

  init(_ entries: [Entry]) { state = Mutex(State(entries: entries)) }

  func append(_ entry: Entry) { state.withLock { $0.entries.append(entry) } }

  func correct(_ id: String, at revision: UInt64, to count: UInt64) {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.id == id }) else { return }
      state.entries[index].corrections.append((revision, count))
    }
  }

  func redefine() { state.withLock { $0.version += 1 } }

  func restoreFromBackup() { state.withLock { $0.epoch += "'" } }

  /// The service, at a day that "today" stands for.
  func service(today: String = "2021-11-05") -> FakeReporting {
    FakeReporting(
      definitions: definitions,
      explanation: { [self] request in explain(request, today) },
      answer: { [self] request in answer(request, today) }
    )
  }

  private var definitions: [ReportingV1.IndicatorDefinition] {
    var definition = ReportSamples.definition("orders", 9, .count, "Đơn hàng", "Orders")
    definition.version = state.withLock { $0.version }
    return [definition]
  }

  private var head: UInt64 {
    state.withLock { state in
      state.entries.map { max($0.recorded, $0.corrections.map(\.revision).max() ?? 0) }.max() ?? 0
    }
  }

  private func records(_ request: ReportingV1.GetReportRequest, _ today: String) -> [(
    String, ReportingV1.ExplainedRecord
  )] {
    let day = request.asOf.isEmpty ? today : request.asOf
    let known = request.knownAt?.listingRevision ?? head
    return state.withLock { $0.entries }.compactMap { entry in
      guard entry.recorded <= known, entry.day <= day else { return nil }
      let count = entry.corrections.last { $0.revision <= known }?.count ?? 1
      guard count > 0 else { return nil }
      var record = ReportingV1.ExplainedRecord()
      record.kind = "order"
      record.id = entry.id
      record.evidence = "ordered \(entry.day)"
      record.count = count
      if !entry.lastDay.isEmpty, entry.lastDay < day { record.reason = "expired" }
      return (request.edition == .edition2025 ? entry.units.1 : entry.units.0, record)
    }
  }

  private func answer(_ request: ReportingV1.GetReportRequest, _ today: String) -> ReportingV1.Report {
    var report = ReportSamples.report(["orders"], by: request.groupBy)
    report.asOf = request.asOf.isEmpty ? today : request.asOf
    report.lastDay = request.lastDay.isEmpty ? report.asOf : request.lastDay
    report.edition = request.edition == .unspecified ? .edition2021 : request.edition
    report.indicators[0].version = state.withLock { $0.version }
    report.filter = request.filter
    report.registryEpoch = state.withLock { $0.epoch }
    report.knownAt?.listingRevision = request.knownAt?.listingRevision ?? head
    var request = request
    request.edition = report.edition
    var sums: [String: UInt64] = [:]
    for (unit, record) in records(request, today) where record.reason.isEmpty { sums[unit, default: 0] += record.count }
    if !request.groupBy.isEmpty {
      report.rows = sums.sorted { $0.key < $1.key }.map { unit, sum in
        ReportSamples.row([ReportSamples.key(.unit, unit)], [ReportSamples.count("orders", sum)])
      }
    }
    report.total = [ReportSamples.count("orders", sums.values.reduce(0, +))]
    return report
  }

  private func explain(
    _ request: ReportingV1.ExplainReportRequest,
    _ today: String
  ) -> ReportingV1.ExplainReportResponse {
    let unit = request.keys.first?.value
    let found = records(request.report ?? ReportingV1.GetReportRequest(), today)
      .filter { unit == nil || $0.0 == unit }.map(\.1)
    var response = ReportingV1.ExplainReportResponse()
    response.counted = found.filter(\.reason.isEmpty)
    response.leftOut = found.filter { !$0.reason.isEmpty }
    response.figure = ReportSamples.count("orders", response.counted.reduce(0) { $0 + $1.count })
    return response
  }
}
