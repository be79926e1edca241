import Audit
import Feed
import Messages
import RPC
import Storage

/// Everything that is kept about the person behind a producer.
struct PersonalDataReader: Sendable {
  static let entriesMax = 1_000

  let producerID: String

  /// - Throws: `RPCError` NOT_FOUND; `DatabaseError`.
  func data(in transaction: any ReadTransaction) throws -> RegistryV1.PersonalData {
    guard let stored = try RegistryTables.producers.load(producerID, in: transaction) else {
      throw RPCError.missing("producer", name: producerID)
    }
    var data = RegistryV1.PersonalData()
    data.producerID = producerID
    data.name = stored.record.name
    data.contact = try ContactStore.load(producerID, in: transaction).map { RegistryV1.Contact($0) }
    data.erasure = try ErasureStore.load(producerID, in: transaction).map { RegistryV1.Erasure($0) }
    data.eventRevisions = try ChangeLogErasure.revisions(
      fromNewest: stored.revision,
      limit: Self.entriesMax,
      in: transaction
    ).reversed()
    data.auditEntries = try AuditLog.entries(
      about: [(RegistryHandlers.contactName(producerID), 0), ("producer/\(producerID)", stored.revision)],
      limit: Self.entriesMax,
      in: transaction
    )
    let reference = RecordReference(kind: RecordKind.producer.rawValue, id: producerID)
    let hasConflicts = try ConflictQueue.holds(reference, in: transaction)
    data.places =
      places(of: stored.record, hasContact: data.contact != nil, hasConflicts: hasConflicts)
      + (try otherRecords(stored.record, transaction))
    return data
  }

  /// A person that was registered twice is in both records, and each is exported and erased by itself.
  private func otherRecords(_ producer: Producer, _ transaction: any ReadTransaction) throws -> [String] {
    let survivorID = producer.mergedIntoProducerID ?? producerID
    let identifiers = try RegistryRows.identifiers(ofProducer: survivorID, in: transaction)
    return identifiers.subtracting([producerID]).sorted().prefix(Self.entriesMax).map { id in
      "producer \(id): another record of the same producer, with data of its own"
    }
  }

  private func places(of producer: Producer, hasContact: Bool, hasConflicts: Bool) -> [String] {
    var places: [String] = []
    if hasContact {
      places.append("contact: in the registry's database only, until it is changed or erased")
    }
    if producer.type == .household {
      places += [
        "name: in the registry's record and its change log, and in reporting's copy; a pseudonym after an erasure",
        "registration number: in the registry's record and its change log; gone after an erasure",
        "identifier, unit, products, recognitions, stores and sales: kept as the programme's law requires, "
          + "under the pseudonym after an erasure",
      ]
    } else {
      places.append("name: the name of an organisation; it is kept")
    }
    if hasConflicts {
      places.append(
        "queue of conflicts: what was to be stored of it and waits, or has waited, for an officer; gone after an "
          + "erasure"
      )
    }
    places.append("audit log: who read and changed this, without what was in it; kept")
    places.append("backups: as all of it was when they were made, until they are rotated (deploy/RUNBOOK.md)")
    return places
  }
}
