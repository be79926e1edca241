import DomainPrimitives
import Feed
import Messages
import RPC
import Storage

/// What the recognitions of a product were as the registry knew it at an earlier revision: each event names the one
/// before it of the same subject, so from the newest one a short walk leads there.
extension RecognitionStatusReader {
  /// Events that one record may have had since the revision; more are a mistake.
  private static var stepsMax: Int { 1_000 }

  /// - Parameters:
  ///   - revision: Of the change log.
  ///   - head: The log's last revision.
  /// - Throws: `RPCError` OUT_OF_RANGE for a revision beyond the head, or one whose events are no longer kept;
  ///   `DatabaseError`.
  func page(atRevision revision: UInt64, head: UInt64) throws -> Page {
    guard revision <= head else {
      throw RPCError(.outOfRange, "at_revision \(revision) is beyond the change log's head, \(head)")
    }
    var page = Page()
    guard let productID = query.productID else { return page }
    let isReached = try asked.filter(.product).map {
      try RegistryTables.products.contains(productID, reachedBy: $0, in: transaction)
    }
    guard isReached ?? true else { return page }
    let now = try RegistryTables.recognitions.ofProduct(productID, in: transaction)
    let recognitions = try now.compactMap { recognition -> Recognition? in
      let stored = try RegistryTables.recognitions.load(recognition.id, in: transaction)
      guard case .recognition(let past) = try record(newest: stored?.revision ?? 0, at: revision) else { return nil }
      return past.productID == productID ? past : nil
    }
    let rules = try RegistryTables.ruleSets.select("ORDER BY rule_set_id", [], in: transaction)
      .compactMap { ruleSet -> RuleSet? in
        let stored = try RegistryTables.ruleSets.load(ruleSet.id, in: transaction)
        guard case .ruleSet(let past) = try record(newest: stored?.revision ?? 0, at: revision) else { return nil }
        return past
      }
    try RecognitionStatusReader(self, ruleSets: RuleSets(stored: rules)).add(productID, recognitions, to: &page)
    return page
  }

  /// A record as it was at a revision; nil when it was not there yet.
  private func record(newest: UInt64, at revision: UInt64) throws -> RegistryRecord? {
    var place = newest
    for _ in 0..<Self.stepsMax where place > 0 {
      guard let event = try ChangeLog.events(after: place - 1, limit: 1, in: transaction).first,
        event.revision == place
      else {
        throw RPCError(.outOfRange, "the change log no longer holds what was known at revision \(revision)")
      }
      if place <= revision {
        var rules = RuleChecker()
        return try RegistryV1.Record(decodingBytes: event.change).read(rules: &rules)
      }
      place = event.previousRevision
    }
    return nil
  }
}
