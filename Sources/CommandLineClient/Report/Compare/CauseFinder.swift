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
        let definition = comparison.after.catalogue.definition(of: change.indicatorID)
        try await explain(&comparison.changes[index], definition)
      }
    }
  }

  private func explain(
    _ change: inout CellChange,
    _ definition: ReportingV1.IndicatorDefinition
  ) async throws {
    do {
      change.records = try await records(of: change, change.indicatorID, definition.unit)
      let denominators = (change.before?.denominator ?? 0, change.after?.denominator ?? 0)
      if definition.unit == .share, denominators.0 != denominators.1, !definition.denominatorIndicatorID.isEmpty {
        let known = Set(change.records.map { [$0.kind, $0.id] })
        change.records += try await records(of: change, definition.denominatorIndicatorID, .count)
          .filter { !known.contains([$0.kind, $0.id]) }
      }
    } catch let error as RPCError where Self.isUnanswerable(error.code) {
      change.note = error.message
    }
    guard change.records.isEmpty else { return }
    change.furtherCauses = [.unknown]
    if change.note.isEmpty { change.note = "no record behind the cell stands otherwise" }
  }

  /// What a service says of a cell that it cannot open on one of the sides: too many records, or a period or revision
  /// that it does not have.
  private static func isUnanswerable(_ code: StatusCode) -> Bool {
    [.outOfRange, .failedPrecondition, .resourceExhausted, .invalidArgument].contains(code)
  }

  private func records(
    of change: CellChange,
    _ id: String,
    _ unit: ReportingV1.FigureUnit
  ) async throws -> [RecordChange] {
    let first = try await cell(change, id, before)
    let last = try await cell(change, id, after)
    var onMap = before
    onMap.edition = after.edition
    let mapped = onMap.edition == before.edition ? first : try await cell(change, id, onMap)
    var known = onMap
    known.knownAt = after.knownAt
    let later = known.knownAt == before.knownAt ? mapped : try await cell(change, id, known)
    // What the first report's knowledge says of the second one's day: what is there was no news.
    var foreseen = after
    foreseen.knownAt = before.knownAt
    let expected = foreseen.knownAt == after.knownAt ? last : try await cell(change, id, foreseen)
    // What a sale amounts to, or how many days it took, only its evidence says.
    let weighsEvidence = [.days, .dong, .quantity, .growth].contains(unit)
    return Set([first, last].flatMap { $0.standings.keys }).sorted().compactMap { identity in
      let steps = [first, mapped, later, last, expected].map { cell in
        weighsEvidence ? cell[identity] : cell[identity].withoutEvidence
      }
      guard Self.isOtherwise(steps[0], steps[3]) else { return nil }
      return RecordChange(
        cause: Self.cause(first: steps[0], mapped: steps[1], later: steps[2], last: steps[3], expected: steps[4]),
        indicatorID: id,
        kind: identity.kind,
        id: identity.id,
        name: last.names[identity] ?? first.names[identity] ?? "",
        before: first[identity],
        after: last[identity]
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
  private static let lateReasons: Set<String> = [
    "revoked", "ended", "store_closed", "account_closed", "done", "followed_up",
  ]

  /// Whether a record's part in the cell is another: what it counts, or the facts behind what is counted. Why a record
  /// is left out does not matter to the figure.
  private static func isOtherwise(_ left: RecordStanding, _ right: RecordStanding) -> Bool {
    if case .counted = left, case .counted = right { return left != right }
    return left.counted != right.counted
  }

  private func cell(
    _ change: CellChange,
    _ id: String,
    _ question: ReportingV1.GetReportRequest
  ) async throws -> CellRecords {
    var request = ReportingV1.ExplainReportRequest()
    request.report = question
    request.report?.indicatorIDs = [id]
    request.report?.sortByIndicatorID = ""
    request.keys = change.keys.map { key in
      var key = key
      key.label = ""
      return key
    }
    request.indicatorID = id
    do {
      return CellRecords(try await reader.explanation(request))
    } catch let error as RPCError where error.code == .notFound {
      // A month or a unit that the other side does not have: nobody is in it.
      return CellRecords()
    }
  }
}
