import Messages
import Reporting

/// Fills a copy, in batches of the size that a follower takes, and says how fast.
struct Filling {
  private static let batchEvents = 1000

  let folder: String
  let database: String
  let ordersMax: Int

  func run() async throws {
    let files = CountryFiles(folder: folder)
    let copy = try ReportingBenchmark.open(database)
    var registry = try files.registry()
    registry.append(campaign(registry))
    let clock = ContinuousClock()
    let begin = clock.now
    _ = try await apply(registry, "registry", after: 0, to: copy)
    let listing = try files.listing()
    var revision = try await apply(listing, "listing", after: 0, to: copy)
    print("facts: \(registry.count + listing.count) events in \(clock.now - begin)")
    var batch: [ListingV1.Record] = []
    var count = 0
    var applying = Duration.zero
    var lapBegin = Duration.zero
    try await files.forEachOrder { order in
      var record = ListingV1.Record()
      record.record = .order(order)
      batch.append(record)
      count += 1
      if batch.count == Self.batchEvents || count >= ordersMax {
        let start = clock.now
        revision = try await apply(batch, "listing", after: revision, to: copy)
        applying += clock.now - start
        batch = []
      }
      if count.isMultiple(of: 1_000_000) {
        let rate = 1_000_000 / ((applying - lapBegin) / .seconds(1))
        print("orders: \(count), the last million at \(Int(rate)) events/s")
        lapBegin = applying
      }
      return count < ordersMax
    }
    if !batch.isEmpty { _ = try await apply(batch, "listing", after: revision, to: copy) }
    print("orders: \(count), all at \(Int(Double(count) / (applying / .seconds(1)))) events/s")
  }

  /// The generated country has no campaign: one phase for all districts.
  private func campaign(_ records: [RegistryV1.Record]) -> RegistryV1.Record {
    var phase = RegistryV1.CampaignPhase()
    (phase.phaseID, phase.name, phase.startsOn, phase.endsBefore) = ("phase-1", "1", "2021-07-20", "2021-12-20")
    phase.unitCodes = records.compactMap { record in
      guard case .administrativeUnit(let unit) = record.record, unit.kind == .district else { return nil }
      return unit.code
    }
    var record = RegistryV1.Record()
    record.record = .campaignPhase(phase)
    return record
  }

  private func apply(
    _ records: [some Message],
    _ source: String,
    after revision: UInt64,
    to copy: ReportingCopy
  ) async throws -> UInt64 {
    var revision = revision
    for start in stride(from: 0, to: records.count, by: Self.batchEvents) {
      let events = records[start..<min(start + Self.batchEvents, records.count)].map { record in
        revision += 1
        var event = CommonV1.ChangeEvent()
        event.revision = revision
        event.changeType = type(of: record).fullName
        event.change = record.encodedBytes()
        return event
      }
      try await copy.apply(events, from: source)
    }
    return revision
  }
}
