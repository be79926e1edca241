import Audit
import Feed
import Messages
import RPC
import Services
import Storage

/// Erases what is kept about the person behind a producer, in one transaction.
struct PersonalDataEraser: Sendable {
  let producerID: String
  let operationID: String
  let ground: ErasureGround

  /// - Returns: What was erased, and the event that tells of the new name, if there is one.
  /// - Throws: `RPCError` NOT_FOUND; `DatabaseError`.
  func erase(
    at now: Int64,
    in transaction: any WriteTransaction
  ) throws -> (erasure: Erasure, newRevision: UInt64?) {
    guard let stored = try RegistryTables.producers.load(producerID, in: transaction) else {
      throw RPCError.missing("producer", name: producerID)
    }
    let earlier = try ErasureStore.load(producerID, in: transaction)
    let isContactErased = try ContactStore.delete(producerID, in: transaction)
    var operations = Set(
      try AuditLog.operations(
        onRecord: RegistryHandlers.contactName(producerID),
        byMethod: RegistryV1.RegistryMethods.putContacts.path,
        in: transaction
      )
    )
    var pseudonym = ""
    var newRevision: UInt64?
    var eventCount = 0
    if stored.record.type == .household {
      pseudonym = earlier.map(\.pseudonym).flatMap { $0.isEmpty ? nil : $0 } ?? Erasure.makePseudonym()
      if stored.record.name != pseudonym || stored.record.registrationNumber != nil {
        let revision = try rename(stored, to: pseudonym, at: now, in: transaction)
        let events = try ChangeLogErasure.eraseEvents(before: revision, in: transaction)
        eventCount = events.eventCount
        operations.formUnion(events.operationIDs)
        newRevision = revision
      }
    }
    let reference = RecordReference(kind: RecordKind.producer.rawValue, id: producerID)
    operations.formUnion(try ConflictQueue.erase(reference, at: now, in: transaction))
    // What is kept of a request, its digest, could be found out by trying names and numbers.
    for operation in operations { try OperationLedger.forget(operationID: operation, in: transaction) }
    let erasure = Erasure(
      producerID: producerID,
      ground: ground,
      erasedAtUnixMicroseconds: now,
      pseudonym: pseudonym,
      isContactErased: isContactErased,
      erasedEventCount: eventCount,
      revision: try ChangeLog.head(in: transaction).revision
    )
    try ErasureStore.save(erasure, in: transaction)
    try ErasureSweep.request(in: transaction)
    return (erasure, newRevision)
  }

  private func rename(
    _ stored: StoredRecord<Producer>,
    to pseudonym: String,
    at now: Int64,
    in transaction: any WriteTransaction
  ) throws -> UInt64 {
    var renamed = stored.record
    renamed.name = pseudonym
    // A household's tax code leads to the person as surely as the name does.
    renamed.registrationNumber = nil
    let revision = try ChangeLog.append(
      RegistryV1.Record(.producer(renamed)),
      subject: "\(RecordKind.producer.name)/\(producerID)",
      previousRevision: stored.revision,
      operationID: operationID,
      erasesHistory: true,
      at: now,
      in: transaction
    )
    try RegistryStore.save(.producer(renamed), revision: revision, in: transaction)
    return revision
  }
}
