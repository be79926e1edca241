import DomainPrimitives

extension ReportCount {
  /// Producers, each once: those that were merged into others are left out.
  func forEachProducer(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ status: DayStatus,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    let isByFloor = indicator == .producersWithStore && question.groupBy.contains(.floor)
    for (index, standing) in status.producers.enumerated() {
      guard explains || standing.registered == nil else { continue }
      var member = producerMember(index, standing)
      decide(indicator, index, standing, on: day, &member)
      member.extent = isByFloor ? .totalOnly : .everywhere
      try visit(member)
      guard isByFloor else { continue }
      for floor in floorsAskedFor {
        var onFloor = member
        onFloor.floor = floor
        onFloor.reason = storeReason(index, standing, floors: [floor], on: day)
        onFloor.extent = .rowsOnly
        try visit(onFloor)
      }
    }
  }

  /// Producers by whether they attended a training of a period.
  func forEachTrainedProducer(_ status: DayStatus, _ visit: (ReportMember, Int32) throws -> Void) throws {
    if question.time == nil {
      try forEachTrainedProducer(status, in: question.period) { try visit($0, KeyCoder.none) }
      return
    }
    for (code, bucket) in question.buckets.enumerated() {
      try forEachTrainedProducer(status, in: bucket.period) { member in
        var member = member
        member.extent = .rowsOnly
        try visit(member, Int32(code))
      }
    }
    try forEachTrainedProducer(status, in: question.period) { member in
      var member = member
      member.extent = .totalOnly
      try visit(member, KeyCoder.none)
    }
  }

  /// The floors that a breakdown by floor has rows for.
  var floorsAskedFor: [Int] { source.facts.floors.indices.filter { filter.admits(floor: $0) } }

  private func forEachTrainedProducer(
    _ status: DayStatus,
    in period: SalesPeriod,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    var trained: [Int: CivilDate] = [:]
    for training in source.facts.trainings where period.first <= training.heldOn && training.heldOn <= period.last {
      for identifier in training.attendedProducerIDs {
        guard let producer = source.links.survivorIndex(of: identifier) else { continue }
        trained[producer] = min(trained[producer] ?? training.heldOn, training.heldOn)
      }
    }
    for (index, standing) in status.producers.enumerated() where explains || standing.registered == nil {
      var member = producerMember(index, standing)
      member.reason = standing.registered ?? (trained[index] == nil ? .notTrained : nil)
      if explains, standing.registered == nil {
        let words = trained[index].map { "attended a training on \($0)" } ?? "attended no training in the period"
        member.evidence = .words(words)
      }
      try visit(member)
    }
  }

  private func producerMember(_ index: Int, _ standing: DayStatus.ProducerStatus) -> ReportMember {
    var member = ReportMember(subject: .producer(index))
    member.producer = source.links.survivorIndex[index]
    member.isInBase = standing.registered == nil
    return member
  }

  private func decide(
    _ indicator: IndicatorID,
    _ index: Int,
    _ standing: DayStatus.ProducerStatus,
    on day: CivilDate,
    _ member: inout ReportMember
  ) {
    switch indicator {
    case .producersWithStore: member.reason = storeReason(index, standing, floors: nil, on: day)
    case .producersWithPaymentAccount: member.reason = standing.account
    case .producersWithStoreAndPaymentAccount:
      member.reason = storeReason(index, standing, floors: nil, on: day) ?? standing.account
    default: member.reason = standing.registered
    }
  }

  /// - Parameter floors: Nil: those of the filter.
  private func storeReason(
    _ index: Int,
    _ standing: DayStatus.ProducerStatus,
    floors: [Int]?,
    on day: CivilDate
  ) -> Reason? {
    guard floors != nil || filter.hasFloors, standing.registered == nil else { return standing.store }
    let links = source.links
    let stores = links.storesByProducer[index].lazy.filter { [floors, filter] store in
      let floor = links.floorOfStore[store]
      return floor >= 0 && (floors?.contains(floor) ?? filter.admits(floor: floor))
    }
    return StoreRule.reason(stores.map { links.storeDays[$0] }, on: day)
  }
}
