import DomainPrimitives

/// Rules between producers: what a duplicate is merged into, and that no two bear the same registration number.
struct ProducerRules {
  /// Producers that one message names, and those merged into a producer that are looked at.
  private static let namedMax = 5

  let facts: any RegistryFacts

  func check(_ producer: Producer, rules: inout RuleChecker) throws {
    _ = try UnitResolution(facts: facts)
      .unit(code: producer.unitCode, on: producer.registeredOn, level: .commune, "unit_code", rules: &rules)
    if let survivorID = producer.mergedIntoProducerID {
      try checkMerge(of: producer, into: survivorID, rules: &rules)
    } else {
      try checkRegistrationNumber(of: producer, rules: &rules)
    }
    try checkEnd(of: producer, rules: &rules)
  }

  /// One step must lead to the end: nobody is merged into a producer that is merged itself.
  private func checkMerge(of producer: Producer, into survivorID: String, rules: inout RuleChecker) throws {
    let field = "merged_into_producer_id"
    let duplicates = try facts.producersMerged(into: producer.id, limit: Self.namedMax + 1).map(\.id)
    if !duplicates.isEmpty {
      let named = duplicates.prefix(Self.namedMax).joined(separator: ", ")
      rules.refuse(
        field,
        "has_merged_producers",
        "\(named)\(duplicates.count > Self.namedMax ? ", …" : "") \(duplicates.count == 1 ? "is" : "are") merged into "
          + "\(producer.id); merge them into \(survivorID) first"
      )
    }
    guard let survivor = try facts.producer(survivorID) else {
      if facts.isRefused(.producer, id: survivorID) { return }
      rules.refuse(
        field,
        "unknown_producer",
        "no producer has the identifier \(survivorID); correct it, or import the producer first or together with "
          + "this record"
      )
      return
    }
    if let last = survivor.mergedIntoProducerID {
      rules.refuse(
        field,
        "survivor_is_merged",
        "\(survivorID) is itself merged into \(last); merge \(producer.id) into \(last)"
      )
    }
    if let ended = survivor.endedOn, ended <= producer.registeredOn {
      rules.refuse(
        field,
        "survivor_had_ended",
        "\(survivorID) ended on \(ended), before \(producer.id) was registered on \(producer.registeredOn), so they "
          + "cannot be one; merge \(survivorID) into \(producer.id), or correct the days"
      )
    }
  }

  /// The same number twice is how duplicates are found: a merge resolves it.
  private func checkRegistrationNumber(of producer: Producer, rules: inout RuleChecker) throws {
    guard let number = producer.registrationNumber else { return }
    let days = try producer.days
    for other in try facts.producers(registrationNumber: number) where other.id != producer.id {
      guard other.mergedIntoProducerID == nil, let both = try days.intersection(other.days) else { continue }
      let advice = "if the two are one producer, merge one into the other, else correct the number"
      rules.refuse(
        "registration_number",
        "registration_number_taken",
        try facts.isWithinReach(.producer, id: other.id)
          ? "producer \(other.id) bears the same number (\(both)); \(advice)"
          : "a producer outside of your units bears the same number (\(both)); ask the province: \(advice)"
      )
      return
    }
  }

  /// A producer that others were merged into cannot have ended before one of them was registered.
  private func checkEnd(of producer: Producer, rules: inout RuleChecker) throws {
    guard let ended = producer.endedOn else { return }
    let later = try facts.producersMerged(into: producer.id, limit: 100).first { $0.registeredOn >= ended }
    guard let later else { return }
    rules.refuse(
      "ended_on",
      "merged_producer_registered_later",
      "\(later.id), registered on \(later.registeredOn), is merged into \(producer.id), which would have ended before; "
        + "undo that merge first, or correct the day"
    )
  }
}
