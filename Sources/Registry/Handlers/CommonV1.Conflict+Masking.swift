import AccessControl
import Messages
import Storage

extension CommonV1.Conflict {
  /// Leaves out of its records what a call may not see, and says so in them: what is a person's on one side, or now, is
  /// so on all.
  mutating func mask(for view: CallerView, in transaction: any ReadTransaction) throws {
    var isOwnOnly = false
    if case .producer = view.scope { isOwnOnly = true }
    guard view.hidesPersonalData || isOwnOnly else { return }
    let now = try RecordKind.allCases.first { $0.name == kind }.flatMap {
      try RegistryStore.load($0, id: recordID, in: transaction)
    }
    var records = try [baseRecord, theirRecord, myRecord].map { bytes in
      bytes.isEmpty ? nil : try RegistryV1.Record(decodingBytes: bytes)
    }
    let isOfPerson = records.contains { $0?.isOfPerson == true } || now.map { RegistryV1.Record($0).isOfPerson } == true
    for index in records.indices {
      try records[index]?.mask(for: view, isOfPerson: isOfPerson, in: transaction)
    }
    baseRecord = records[0]?.encodedBytes() ?? []
    theirRecord = records[1]?.encodedBytes() ?? []
    myRecord = records[2]?.encodedBytes() ?? []
  }
}
