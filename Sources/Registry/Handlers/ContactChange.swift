import DomainPrimitives
import Feed
import Messages
import RPC
import Storage

/// Contacts to be stored, all or none.
struct ContactChange: Sendable {
  /// Digest of what was asked for.
  let requestDigest: [UInt8]
  private let contacts: [(index: Int, contact: Contact)]
  /// What is wrong with the contacts by themselves.
  private let violations: [CommonV1.RecordViolation]

  /// - Throws: `RPCError` INVALID_ARGUMENT for none, or too many.
  init(_ request: RegistryV1.PutContactsRequest) throws(RPCError) {
    guard (1...RegistryHandlers.contactsMax).contains(request.contacts.count) else {
      throw .invalid(
        field: "contacts",
        reason: request.contacts.isEmpty ? "missing" : "too_many",
        description: "\(request.contacts.count) contacts in one call; send 1 to \(RegistryHandlers.contactsMax)"
      )
    }
    var contacts: [(index: Int, contact: Contact)] = []
    var violations: [CommonV1.RecordViolation] = []
    var firstIndex: [String: Int] = [:]
    for (index, message) in request.contacts.enumerated() {
      var rules = RuleChecker()
      let contact = Contact(
        producerID: message.producerID,
        representative: message.representative,
        phone: message.phone,
        address: message.address,
        rules: &rules
      )
      if let first = firstIndex[message.producerID] {
        rules.refuse(
          "producer_id",
          "record_repeated",
          "the contact of this producer is already number \(first) of this call, counted from 0; remove one of them"
        )
      } else {
        firstIndex[message.producerID] = index
      }
      violations += rules.violations.map { Self.violation(index, $0.field, $0.reason, $0.description) }
      if rules.isClean, let contact { contacts.append((index, contact)) }
    }
    self.contacts = contacts
    self.violations = violations
    requestDigest = SHA256.digest(ofMessages: request.contacts)
  }

  /// Stores the contacts, as far as nothing is wrong. Throws `DatabaseError`.
  ///
  /// - Returns: The answer. When it says that nothing is applied, the transaction is to be undone.
  func apply(in transaction: any WriteTransaction) throws -> RegistryV1.PutContactsResponse {
    var response = RegistryV1.PutContactsResponse()
    response.violations = violations
    for (index, contact) in contacts {
      guard try RegistryTables.producers.contains(contact.producerID, in: transaction) else {
        let description = "there is no producer \"\(contact.producerID)\"; import it first"
        response.violations.append(Self.violation(index, "producer_id", "unknown_producer", description))
        continue
      }
      guard try ErasureStore.load(contact.producerID, in: transaction) == nil else {
        let description = "the person behind producer \"\(contact.producerID)\" was erased; no contact is kept of it"
        response.violations.append(Self.violation(index, "producer_id", "person_erased", description))
        continue
      }
      switch try ContactStore.load(contact.producerID, in: transaction) {
      case contact?: response.unchanged += 1
      case nil:
        response.created += 1
        try ContactStore.save(contact, in: transaction)
      case .some:
        response.updated += 1
        try ContactStore.save(contact, in: transaction)
      }
    }
    response.violations.sort { $0.recordIndex < $1.recordIndex }
    response.violations = Array(response.violations.prefix(RecordImport.listedViolationsMax))
    response.applied = response.violations.isEmpty
    if !response.applied { (response.created, response.updated, response.unchanged) = (0, 0, 0) }
    return response
  }

  private static func violation(
    _ index: Int,
    _ field: String,
    _ reason: String,
    _ description: String
  ) -> CommonV1.RecordViolation {
    var violation = CommonV1.RecordViolation()
    violation.recordIndex = UInt32(clamping: index)
    violation.field = field
    violation.reason = reason
    violation.description = description
    return violation
  }
}
