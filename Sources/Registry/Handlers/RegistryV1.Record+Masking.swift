import AccessControl
import DomainPrimitives
import Feed
import Messages

extension RegistryV1.Record {
  /// The message of a stored record, as a call may see it.
  init(_ stored: StoredRecord<RegistryRecord>, for view: CallerView) {
    self.init(stored)
    mask(for: view)
  }

  /// Refuses a record that was read with something left out: it would erase that. True for a whole one, and for one
  /// that leaves alone what it does not have.
  func checkIsWhole(rules: inout RuleChecker) -> Bool {
    let erased = updateFields.isEmpty ? maskedFields : maskedFields.filter(updateFields.contains)
    guard !erased.isEmpty else { return true }
    rules.refuse(
      "masked_fields",
      "masked_record",
      "the record was read with fields left out, which importing it would erase; fill them in and leave masked_fields "
        + "empty, or name the other fields in update_fields"
    )
    return false
  }

  /// Whether its name is a person's.
  var isOfPerson: Bool {
    if case .producer(let producer) = record { return PersonalData.isPerson(producer.type) }
    return false
  }

  /// Leaves out what the call may not see, and says so.
  ///
  /// - Parameters:
  ///   - view: What the call may see.
  ///   - isOfPerson: The name is a person's, whatever the record says: for one of the past.
  mutating func mask(for view: CallerView, isOfPerson: Bool = false) {
    switch record {
    case .producer(var producer) where view.hidesPersonalData && (isOfPerson || self.isOfPerson):
      producer.name = ""
      record = .producer(producer)
      maskedFields = ["name"]
    case .training(var training):
      guard case .producer(let id) = view.scope else { return }
      let own = training.attendedProducerIDs.filter { $0 == id }
      guard own.count < training.attendedProducerIDs.count else { return }
      training.attendedProducerIDs = own
      record = .training(training)
      maskedFields = ["attended_producer_ids"]
    default:
      break
    }
  }
}
