import DomainPrimitives

/// A producer (chủ thể).
struct Producer: Hashable, Sendable {
  let id: String
  var name: String
  let type: ProducerType
  /// Commune-level unit it was registered in, in force on `registeredOn`.
  let unitCode: String
  let registeredOn: CivilDate
  /// Day it stopped being a producer; nil while active.
  let endedOn: CivilDate?
  /// Tax code; nil when none is known.
  var registrationNumber: TaxCode?
  /// The producer that this one turned out to be; nil unless merged.
  let mergedIntoProducerID: String?

  /// The days on which it is a producer.
  var days: DateInterval {
    get throws(CalendarError) { try DateInterval(start: registeredOn, end: endedOn) }
  }
}

extension Producer {
  /// Checks the fields by themselves; nil when one was refused. A unit code that is no code is left to the check
  /// against the geography, which can name the candidates.
  init?(
    id: String,
    name: String,
    type: Int,
    unitCode: String,
    registeredOn: String,
    endedOn: String,
    registrationNumber: String = "",
    mergedIntoProducerID: String = "",
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "producer_id")
    rules.text(name, "name")
    let type = rules.choice(type, "type", of: ProducerType.self)
    rules.text(unitCode, "unit_code")
    let registered = rules.date(registeredOn, "registered_on")
    let ended = rules.optionalDate(endedOn, "ended_on")
    rules.order(registered, "registered_on", ended, "ended_on")
    let number = rules.optionalTaxCode(registrationNumber, "registration_number")
    rules.optionalIdentifier(mergedIntoProducerID, "merged_into_producer_id")
    if !mergedIntoProducerID.isEmpty, mergedIntoProducerID == id {
      rules.refuse(
        "merged_into_producer_id",
        "merged_into_itself",
        "merged_into_producer_id names the producer itself; name the producer that it turned out to be, "
          + "or leave it empty"
      )
    }
    guard rules.isClean, let type, let registered else { return nil }
    self.init(
      id: id,
      name: name,
      type: type,
      unitCode: unitCode,
      registeredOn: registered,
      endedOn: ended,
      registrationNumber: number,
      mergedIntoProducerID: mergedIntoProducerID.isEmpty ? nil : mergedIntoProducerID
    )
  }
}
