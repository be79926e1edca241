import AccessControl
import Feed
import Storage

/// What an import may touch for who calls: nothing outside its rows, neither before the change nor after it. What it
/// refers to outside of them it is told the same of as of what does not exist.
struct RegistryImportLimit {
  let rows: ReachedRows

  /// What forbids to change a record, as it is stored before the import.
  func objection(
    toStoring record: RegistryRecord,
    over stored: RegistryRecord?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection? {
    guard RegistryRows.filter(record.kind, rows) != nil else {
      return ImportObjection(
        field: "record",
        description: "records of this kind belong to no office; only the province imports them"
      )
    }
    if try stored == nil || reaches(record.kind, record.id, in: transaction) { return nil }
    return ImportObjection(
      field: Self.identifierField(of: record),
      description: "\(record.id) is the identifier of a record outside of your units; choose another one, "
        + "or have the record changed by its own office or by the province"
    )
  }

  /// Whether the outcome is the caller's, with all records of the import in place. The rules must not speak of a record
  /// that is not allowed: they know what lies outside of the rows.
  struct Verdict {
    let isAllowed: Bool
    /// Why not; nil when the reason is told of another record of the import.
    let objection: ImportObjection?

    static let allowed = Verdict(isAllowed: true, objection: nil)
  }

  /// Decides on a record that was stored.
  func verdict(
    on change: ImportedRecord<RegistryRecord>,
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction
  ) throws -> Verdict {
    func denied(_ field: String, _ reference: RecordReference?, _ description: String) -> Verdict {
      let isToldElsewhere = reference.map(refused.contains) ?? false
      let objection = isToldElsewhere ? nil : ImportObjection(field: field, description: description)
      return Verdict(isAllowed: false, objection: objection)
    }
    if try !reaches(change.record.kind, change.record.id, in: transaction) {
      let owner = Self.owner(of: change.record)
      return denied(owner.field, owner.reference, owner.description)
    }
    if case .producer(let producer) = change.record, let survivorID = producer.mergedIntoProducerID {
      var isKnown = false
      if case .producer(let previous) = change.previous { isKnown = previous.mergedIntoProducerID == survivorID }
      if try isKnown || reaches(.producer, survivorID, in: transaction) { return .allowed }
      let reference = RecordReference(kind: RecordKind.producer.rawValue, id: survivorID)
      return denied("merged_into_producer_id", reference, Self.unknownProducer(survivorID))
    }
    guard case .training(let training) = change.record else { return .allowed }
    var known: Set<String> = []
    if case .training(let previous) = change.previous { known = Set(previous.attendedProducerIDs) }
    for id in training.attendedProducerIDs where !known.contains(id) {
      if try reaches(.producer, id, in: transaction) { continue }
      let reference = RecordReference(kind: RecordKind.producer.rawValue, id: id)
      return denied("attended_producer_ids", reference, Self.unknownProducer(id))
    }
    return .allowed
  }

  private func reaches(_ kind: RecordKind, _ id: String, in transaction: any ReadTransaction) throws -> Bool {
    guard let filter = RegistryRows.filter(kind, rows) else { return true }
    return try RegistryStore.contains(kind, id: id, reachedBy: filter, in: transaction)
  }

  private static func identifierField(of record: RegistryRecord) -> String {
    switch record {
    case .administrativeUnit: "code"
    case .unitSuccession: "from_code"
    case .producer: "producer_id"
    case .product: "product_id"
    case .recognition: "recognition_id"
    case .campaignPhase: "phase_id"
    case .campaignTarget: "target_id"
    case .training: "training_id"
    case .supportRequest: "request_id"
    case .publishedClaim: "claim_id"
    case .productDocument: "document_id"
    case .ruleSet: "rule_set_id"
    case .inspection: "inspection_id"
    case .inspectionFinding: "finding_id"
    }
  }

  private static func unknownProducer(_ id: String) -> String {
    "no producer of your units has the identifier \(id); correct it, or import the producer first or together with "
      + "this record"
  }

  private static func owner(
    of record: RegistryRecord
  ) -> (field: String, reference: RecordReference?, description: String) {
    func producer(_ id: String) -> (String, RecordReference?, String) {
      ("producer_id", RecordReference(kind: RecordKind.producer.rawValue, id: id), unknownProducer(id))
    }
    func product(_ id: String) -> (String, RecordReference?, String) {
      let description =
        "no product of your units has the identifier \(id); correct it, or import the product first or together with "
        + "this record"
      return ("product_id", RecordReference(kind: RecordKind.product.rawValue, id: id), description)
    }
    func unit(_ code: String) -> (String, RecordReference?, String) {
      let description =
        "unit \(code) on that day is not, on today's map, one of your units or within one; correct the code or the "
        + "day, or have the record imported by that unit's office or by the province"
      return ("unit_code", nil, description)
    }
    switch record {
    case .producer(let producer): return unit(producer.unitCode)
    case .training(let training): return unit(training.unitCode)
    case .product(let product): return producer(product.producerID)
    case .supportRequest(let request): return producer(request.producerID)
    case .recognition(let recognition): return product(recognition.productID)
    case .productDocument(let document): return product(document.productID)
    case .inspection(let inspection): return producer(inspection.producerID)
    case .inspectionFinding(let finding):
      return (
        "inspection_id", RecordReference(kind: RecordKind.inspection.rawValue, id: finding.inspectionID),
        "no inspection of your units has the identifier \(finding.inspectionID); correct it, or import the inspection "
          + "first or together with this record"
      )
    case .administrativeUnit, .unitSuccession, .campaignPhase, .campaignTarget, .publishedClaim, .ruleSet:
      return ("record", nil, "records of this kind belong to no office; only the province imports them")
    }
  }
}
