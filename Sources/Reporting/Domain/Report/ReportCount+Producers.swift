import DomainPrimitives

extension ReportCount {
  /// Producers, each once: those that were merged into others are left out.
  func forEachProducer(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ status: DayStatus,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    for (index, standing) in status.producers.enumerated() {
      guard explains || standing.registered.isCounted else { continue }
      var member = producerMember(index, standing)
      guard indicator == .producersWithStore, question.groupBy.contains(.floor) else {
        let verdict = producerVerdict(indicator, index, standing, on: day)
        member.reason = verdict.reason
        member.evidence = explains ? verdict.evidence : nil
        member.extent = .everywhere
        try visit(member)
        continue
      }
      for floor in floorsAskedFor {
        var onFloor = member
        let verdict = storeVerdict(index, standing, floors: [floor], on: day)
        onFloor.floor = floor
        onFloor.reason = verdict.reason
        onFloor.evidence = explains ? verdict.evidence : nil
        onFloor.extent = .rowsOnly
        try visit(onFloor)
      }
      let verdict = producerVerdict(indicator, index, standing, on: day)
      member.reason = verdict.reason
      member.evidence = explains ? verdict.evidence : nil
      member.extent = .totalOnly
      try visit(member)
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
    for (index, standing) in status.producers.enumerated() where explains || standing.registered.isCounted {
      var member = producerMember(index, standing)
      member.reason = standing.registered.reason ?? (trained[index] == nil ? .notTrained : nil)
      if explains {
        let words = trained[index].map { "attended a training on \($0)" } ?? "attended no training in the period"
        member.evidence = standing.registered.isCounted ? .words(words) : standing.registered.evidence
      }
      try visit(member)
    }
  }

  private func producerMember(_ index: Int, _ standing: DayStatus.ProducerStatus) -> ReportMember {
    var member = ReportMember(subject: .producer(index))
    member.producer = source.links.survivorIndex[index]
    member.isInBase = standing.registered.isCounted
    return member
  }

  private func producerVerdict(
    _ indicator: IndicatorID,
    _ index: Int,
    _ standing: DayStatus.ProducerStatus,
    on day: CivilDate
  ) -> Verdict {
    switch indicator {
    case .producersWithStore: storeVerdict(index, standing, floors: nil, on: day)
    case .producersWithPaymentAccount: standing.account
    case .producersWithStoreAndPaymentAccount:
      storeVerdict(index, standing, floors: nil, on: day).isCounted
        ? standing.account : storeVerdict(index, standing, floors: nil, on: day)
    default: standing.registered
    }
  }

  /// - Parameter floors: Nil: those of the filter.
  private func storeVerdict(
    _ index: Int,
    _ standing: DayStatus.ProducerStatus,
    floors: [Int]?,
    on day: CivilDate
  ) -> Verdict {
    guard floors != nil || filter.hasFloors else { return standing.store }
    let identifiers = Set((floors ?? floorsAskedFor).map { source.facts.floors[$0].id })
    let stores = source.links.storesByProducer[index].filter { identifiers.contains($0.floorID) }
    return ProducerRule.storeVerdict(standing.registered, stores: stores, on: day)
  }
}
