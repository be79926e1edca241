import DomainPrimitives

/// Counts what published claims speak of, each on its own day.
enum ClaimCounter {
  /// Each claim with the counted figure, in the order of the facts. A claim about an indicator that is not known here,
  /// or a phase that has not arrived, is passed over: there is nothing to hold against it.
  /// - Parameters:
  ///   - report: The report's own count; it serves the claims of its day.
  ///   - countOn: The same count of another day; asked for once a day.
  static func compare(
    _ report: ProgressCount,
    countOn: (CivilDate) throws -> ProgressCount
  ) throws -> [(claim: PublishedClaim, counted: UInt64)] {
    let facts = report.facts
    var counts: [CivilDate: (count: ProgressCount, totals: [RowSelector: Figures])] = [:]
    var compared: [(claim: PublishedClaim, counted: UInt64)] = []
    for claim in facts.claims {
      guard let indicator = claim.indicator,
        claim.phaseID == nil || facts.phases.contains(where: { $0.id == claim.phaseID })
      else { continue }
      let counted: (count: ProgressCount, totals: [RowSelector: Figures])
      if let known = counts[claim.asOf] {
        counted = known
      } else {
        let count = claim.asOf == report.asOf ? report : try countOn(claim.asOf)
        counted = (count, try count.totals())
        counts[claim.asOf] = counted
      }
      let row = claim.phaseID.map { RowSelector.phaseTotal(phaseID: $0) } ?? .total
      compared.append((claim, counted.count.value(of: indicator, in: row, counted.totals)))
    }
    return compared
  }
}
