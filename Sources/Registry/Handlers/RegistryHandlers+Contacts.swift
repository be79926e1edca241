import AccessControl
import Audit
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Contacts that one request may hold.
  static var contactsMax: Int { 500 }

  /// Thrown to undo a transaction whose answer says why.
  private struct NotStored: Error {
    let response: RegistryV1.PutContactsResponse
  }

  func putContacts(
    _ request: RegistryV1.PutContactsRequest,
    context: CallContext
  ) async throws -> RegistryV1.PutContactsResponse {
    try OperationLedger.check(operationID: request.operationID)
    let origin = try AuditOrigin(context)
    let change = try ContactChange(request)
    let now = nowUnixMicroseconds()
    do {
      return try await refusals.noting(context) {
        let access = try access(context, RegistryV1.RegistryMethods.putContacts.access)
        let digest = access.scope.bound(change.requestDigest)
        return try await withRPCErrors {
          try await database.write { transaction in
            try access.check(request.contacts.map(\.producerID), in: transaction)
            let operation = request.operationID
            let first = try OperationLedger.firstAnswer(
              operationID: operation,
              requestDigest: digest,
              in: transaction
            )
            if let first { return try RegistryV1.PutContactsResponse(decodingBytes: first) }
            let response = try change.apply(in: transaction)
            guard response.applied else { throw NotStored(response: response) }
            try OperationLedger.record(
              operationID: operation,
              requestDigest: digest,
              answer: response.encodedBytes(),
              at: now,
              in: transaction
            )
            let counts = "\(response.created) new, \(response.updated) changed, \(response.unchanged) unchanged"
            let note = AuditNote(
              "put \(request.contacts.count) contacts: \(counts)",
              records: request.contacts.map { Self.contactName($0.producerID) },
              origin: origin,
              operationID: operation
            )
            try AuditLog.append(note, at: now, in: transaction)
            return response
          }
        }
      }
    } catch let error as NotStored {
      return error.response
    }
  }

  // A read and the entry that tells of it are one write: the answer leaves only when the entry is durable, and there is
  // no answer when the store takes no writes.

  func getContact(_ request: RegistryV1.GetContactRequest, context: CallContext) async throws -> RegistryV1.Contact {
    try ContactAccess.check(producerID: request.producerID)
    let origin = try AuditOrigin(context)
    let now = nowUnixMicroseconds()
    return try await refusals.noting(context) {
      let access = try access(context, RegistryV1.RegistryMethods.getContact.access)
      return try await withRPCErrors {
        try await database.write { transaction in
          try access.check([request.producerID], in: transaction)
          guard let contact = try ContactStore.load(request.producerID, in: transaction) else {
            throw RPCError.missing("contact", name: request.producerID)
          }
          let note = AuditNote("read contact", records: [Self.contactName(contact.producerID)], origin: origin)
          try AuditLog.append(note, at: now, in: transaction)
          return RegistryV1.Contact(contact)
        }
      }
    }
  }

  func listContacts(
    _ request: RegistryV1.ListContactsRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListContactsResponse {
    let origin = try AuditOrigin(context)
    // A number of its own, so that pages of records are not taken for pages of contacts.
    let cursor = try PageCursor(kind: 1_001, page: request.page)
    let now = nowUnixMicroseconds()
    let access = try access(context, RegistryV1.RegistryMethods.listContacts.access)
    return try await withRPCErrors {
      try await database.write { transaction in
        let found = try ContactStore.page(after: cursor.afterID, limit: cursor.limit + 1, in: transaction)
        let page = cursor.page(found.map { RegistryV1.Contact($0) }) { found[$0].producerID }
        var response = RegistryV1.ListContactsResponse()
        response.nextPageToken = page.nextPageToken
        let reached = Set(try access.reached(of: page.records.map(\.producerID), in: transaction))
        response.contacts = page.records.filter { reached.contains($0.producerID) }
        guard !response.contacts.isEmpty else { return response }
        let note = AuditNote(
          "read \(response.contacts.count) contacts",
          records: response.contacts.map { Self.contactName($0.producerID) },
          origin: origin
        )
        try AuditLog.append(note, at: now, in: transaction)
        return response
      }
    }
  }

  /// What a call may see of contacts.
  func access(_ context: CallContext, _ access: MethodAccess) throws(RPCError) -> ContactAccess {
    try ContactAccess(context, through: access, resolver: resolver)
  }

  /// A contact as the audit log names it.
  static func contactName(_ producerID: String) -> String { "contact/\(producerID)" }
}

extension RegistryV1.Contact {
  /// The message of a contact.
  init(_ contact: Contact) {
    self.init()
    producerID = contact.producerID
    representative = contact.representative
    phone = contact.phone
    address = contact.address
  }
}
