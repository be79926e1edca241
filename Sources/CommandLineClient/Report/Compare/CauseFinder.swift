import Messages
import RPC

/// Finds why cells differ: it opens each on both sides, and at the places between them where only one thing has
/// changed: first the map, then what was known, then the days.
struct CauseFinder {
  /// Most cells that are opened; each takes a few calls.
  static let cellsMax = 200

  let reader: ReportReader
  /// The questions of both reports, pinned to what each was counted from.
  let before: ReportingV1.GetReportRequest
  let after: ReportingV1.GetReportRequest

  /// Adds causes to the changes of a comparison.
  func explain(_ comparison: inout ReportComparison) async throws {
    for index in comparison.changes.indices {
      let change = comparison.changes[index]
      let versions = comparison.versions(of: change.indicatorID)
      if versions.before != versions.after {
        comparison.changes[index].furtherCauses = [.definition]
        comparison.changes[index].note = "version \(versions.before) → \(versions.after)"
      } else if index >= Self.cellsMax {
        comparison.changes[index].furtherCauses = [.unknown]
        comparison.changes[index].note = "not looked up: more than \(Self.cellsMax) cells changed"
      } else {
        try await explain(&comparison.changes[index])
      }
    }
  }

  private func explain(_ change: inout CellChange) async throws {
    do {
      change.records = try await records(of: change)
    } catch let error as RPCError where error.code == .outOfRange || error.code == .failedPrecondition {
      change.furtherCauses = [.unknown]
      change.note = error.message
      return
    }
    if change.records.isEmpty {
      change.furtherCauses = [.unknown]
      change.note = "no record behind the cell stands otherwise"
    }
  }

  private func records(of change: CellChange) async throws -> [RecordChange] {
    let first = try await cell(change, before)
    let last = try await cell(change, after)
    var onMap = before
    onMap.edition = after.edition
    let mapped = onMap.edition == before.edition ? first : try await cell(change, onMap)
    var known = onMap
    known.knownAt = after.knownAt
    let later = known.knownAt == before.knownAt ? mapped : try await cell(change, known)
    // What the first report's knowledge says of the second one's day: what is there was no news.
    var foreseen = after
    foreseen.knownAt = before.knownAt
    let expected = foreseen.knownAt == after.knownAt ? last : try await cell(change, foreseen)
    let all = Set([first, last].flatMap { $0.standings.keys }).sorted()
    return all.compactMap { identity in
      let standings = (first[identity], last[identity])
      guard Self.isOtherwise(standings.0, standings.1) else { return nil }
      let cause = Self.cause(
        first: standings.0,
        mapped: mapped[identity],
        later: later[identity],
        last: standings.1,
        expected: expected[identity]
      )
      return RecordChange(
        cause: cause,
        kind: identity.kind,
        id: identity.id,
        name: last.names[identity] ?? first.names[identity] ?? "",
        before: standings.0,
        after: standings.1
      )
    }
  }

  /// The first of the steps at which the record's part in the cell changes.
  static func cause(
    first: RecordStanding,
    mapped: RecordStanding,
    later: RecordStanding,
    last: RecordStanding,
    expected: RecordStanding
  ) -> ChangeCause {
    if isOtherwise(first, mapped) { return .boundary }
    if isOtherwise(mapped, later) {
      // New among the records of the first report's own days, or let in by something that was recorded late.
      if mapped.isAbsent || (mapped.counted == 0 && later.counted > 0) { return .lateFact }
      if case .leftOut(let reason, _, _) = later, lateReasons.contains(reason) { return .lateFact }
      return .correction
    }
    return isOtherwise(expected, last) ? .newFact : .expiry
  }

  /// Reasons that an event gives, with a day of its own, rather than a changed record.
  private static let lateReasons: Set<String> = ["revoked", "ended", "store_closed", "closed", "done", "withdrawn"]

  /// Whether a record's part in the cell is another: what it counts, or the facts behind what is counted. Why a record
  /// is left out does not matter to the figure.
  private static func isOtherwise(_ left: RecordStanding, _ right: RecordStanding) -> Bool {
    if case .counted = left, case .counted = right { return left != right }
    return left.counted != right.counted
  }

  private func cell(_ change: CellChange, _ question: ReportingV1.GetReportRequest) async throws -> CellRecords {
    var request = ReportingV1.ExplainReportRequest()
    request.report = question
    request.report?.indicatorIDs = [change.indicatorID]
    request.report?.sortByIndicatorID = ""
    request.keys = change.keys.map { key in
      var key = key
      key.label = ""
      return key
    }
    request.indicatorID = change.indicatorID
    do {
      return CellRecords(try await reader.explanation(request))
    } catch let error as RPCError where error.code == .notFound {
      // A month or a unit that the other side does not have: nobody is in it.
      return CellRecords()
    }
  }
}
