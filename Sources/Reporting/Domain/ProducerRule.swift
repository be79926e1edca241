import DomainPrimitives

/// Whether a producer counts, has a store, has a payment account.
///
/// All registered producers count, also those without a recognised product: the campaign helps every one of them to
/// a store and an account, so they are the denominator of both shares.
enum ProducerRule {
  /// Nil when the producer counts.
  static func reason(_ producer: DayFacts.ProducerDays, on date: CivilDate) -> Reason? {
    if producer.isMerged { return .merged }
    if producer.registeredOn > date { return .notYetRegistered }
    if let endedOn = producer.endedOn, endedOn <= date { return .ended }
    return nil
  }

  /// - Parameter survivor: The producer that it counts as: itself, or the one that it was merged into.
  static func verdict(_ producer: Producer, survivor: Producer, on date: CivilDate) -> Verdict {
    if producer.id != survivor.id { return .leftOut(.merged, .mergedInto(producerID: survivor.id)) }
    if producer.registeredOn > date { return .leftOut(.notYetRegistered, .registered(on: producer.registeredOn)) }
    if let endedOn = producer.endedOn, endedOn <= date { return .leftOut(.ended, .producerEnded(on: endedOn)) }
    return .counted(.registered(on: producer.registeredOn))
  }

  /// Of a producer that counts: any store open on the day, on any floor.
  static func storeVerdict(_ producer: Verdict, stores: [Store], on date: CivilDate) -> Verdict {
    guard producer.isCounted else { return producer }
    if let open = stores.filter({ $0.isOpen(on: date) }).min(by: { ($0.openedOn, $0.id) < ($1.openedOn, $1.id) }) {
      return .counted(.storeOpen(floorID: open.floorID, since: open.openedOn))
    }
    return StoreRule.absence(stores, on: date)
  }

  /// Of a producer that counts: any payment account open on the day.
  static func accountVerdict(_ producer: Verdict, accounts: [PaymentAccount], on date: CivilDate) -> Verdict {
    guard producer.isCounted else { return producer }
    let byAge = accounts.sorted { ($0.openedOn, $0.id) < ($1.openedOn, $1.id) }
    if let open = byAge.first(where: { $0.isOpen(on: date) }) {
      return .counted(.accountOpen(provider: open.provider, since: open.openedOn))
    }
    if let closed = byAge.last(where: { $0.openedOn <= date }), let closedOn = closed.closedOn {
      return .leftOut(.accountClosed, .accountClosed(provider: closed.provider, on: closedOn))
    }
    if let later = byAge.first {
      return .leftOut(.noAccount, .accountOpensOnly(provider: later.provider, on: later.openedOn))
    }
    return .leftOut(.noAccount, .noAccount)
  }
}
