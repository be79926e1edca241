import AccessControl
import DomainPrimitives
import Feed
import Messages
import Storage

extension RegistryV1.Record {
  /// The message of a stored record, as a call may see it.
  ///
  /// - Parameter transaction: The one in which the record was read.
  init(
    _ stored: StoredRecord<RegistryRecord>,
    for view: CallerView,
    in transaction: any ReadTransaction
  ) throws {
    self.init(stored)
    var ownIdentifiers: Set<String> = []
    if case .training = record, case .producer(let id) = view.scope {
      ownIdentifiers = try RegistryRows.identifiers(ofProducer: id, in: transaction)
    }
    mask(for: view, ownIdentifiers: ownIdentifiers)
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

  /// Leaves out what the call may not see, and says so.
  private mutating func mask(for view: CallerView, ownIdentifiers: Set<String>) {
    switch record {
    case .producer(var producer) where view.hidesPersonalData && PersonalData.isPerson(producer.type):
      maskedFields = producer.registrationNumber.isEmpty ? ["name"] : ["name", "registration_number"]
      producer.name = ""
      producer.registrationNumber = ""
      record = .producer(producer)
    case .training(var training):
      guard case .producer = view.scope else { return }
      let own = training.attendedProducerIDs.filter(ownIdentifiers.contains)
      guard own.count < training.attendedProducerIDs.count else { return }
      training.attendedProducerIDs = own
      record = .training(training)
      maskedFields = ["attended_producer_ids"]
    default:
      break
    }
  }
}
