import AccessControl
import Audit
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  func exportPersonalData(
    _ request: RegistryV1.ExportPersonalDataRequest,
    context: CallContext
  ) async throws -> RegistryV1.PersonalData {
    try ContactAccess.check(producerID: request.producerID)
    let origin = try AuditOrigin(context)
    let now = nowUnixMicroseconds()
    let id = request.producerID
    return try await refusals.noting(context) {
      let access = try access(context, RegistryV1.RegistryMethods.exportPersonalData.access)
      return try await withRPCErrors {
        try await database.write { transaction in
          try access.check([id], in: transaction)
          let data = try PersonalDataReader(producerID: id).data(in: transaction)
          let note = AuditNote(
            "export personal data",
            records: [Self.contactName(id), "\(RecordKind.producer.name)/\(id)"],
            origin: origin
          )
          try AuditLog.append(note, at: now, in: transaction)
          return data
        }
      }
    }
  }

  func erasePersonalData(
    _ request: RegistryV1.ErasePersonalDataRequest,
    context: CallContext
  ) async throws -> RegistryV1.Erasure {
    try OperationLedger.check(operationID: request.operationID)
    try ContactAccess.check(producerID: request.producerID)
    guard let ground = ErasureGround(rawValue: Int(request.ground.rawValue)) else {
      throw RPCError.invalid(
        field: "ground",
        reason: request.ground == .unspecified ? "missing" : "unknown_value",
        description: "ground says why the data is erased; use 1 to \(ErasureGround.allCases.count)"
      )
    }
    let origin = try AuditOrigin(context)
    let now = nowUnixMicroseconds()
    let digest = SHA256.digest(ofMessages: [request])
    let (answer, isNew) = try await refusals.noting(context) {
      let access = try access(context, RegistryV1.RegistryMethods.erasePersonalData.access)
      return try await withRPCErrors {
        try await database.write { transaction -> (RegistryV1.Erasure, Bool) in
          try access.check([request.producerID], in: transaction)
          let operation = request.operationID
          let first = try OperationLedger.firstAnswer(operationID: operation, requestDigest: digest, in: transaction)
          if let first { return (try RegistryV1.Erasure(decodingBytes: first), false) }
          let eraser = PersonalDataEraser(producerID: request.producerID, operationID: operation, ground: ground)
          let erased = try eraser.erase(at: now, in: transaction)
          let answer = RegistryV1.Erasure(erased.erasure)
          try OperationLedger.record(
            operationID: operation,
            requestDigest: digest,
            answer: answer.encodedBytes(),
            at: now,
            in: transaction
          )
          let note = AuditNote(
            "erase personal data, ground: \(ground); \(erased.erasure.erasedEventCount) events",
            records: [Self.contactName(request.producerID), "\(RecordKind.producer.name)/\(request.producerID)"],
            origin: origin,
            operationID: operation,
            revisions: erased.newRevision.map { $0...$0 }
          )
          try AuditLog.append(note, at: now, in: transaction)
          return (answer, true)
        }
      }
    }
    guard isNew else { return answer }
    publisher.noteCommit()
    sweep.noteRequest()
    logger.info("personal data erased", metadata: ["operation_id": "\(request.operationID)"])
    return answer
  }
}

extension RegistryV1.Erasure {
  /// The message of an erasure.
  init(_ erasure: Erasure) {
    self.init()
    producerID = erasure.producerID
    ground = RegistryV1.ErasureGround(rawValue: Int32(erasure.ground.rawValue))
    erasedAtUnixMicroseconds = erasure.erasedAtUnixMicroseconds
    pseudonym = erasure.pseudonym
    contactErased = erasure.isContactErased
    erasedEventCount = UInt64(erasure.erasedEventCount)
    revision = erasure.revision
  }
}
