import Messages
import RPC
import Services

extension FakeRegistry {
  func searchAudit(
    _ request: AuditV1.SearchAuditRequest,
    context: CallContext
  ) async throws -> AuditV1.SearchAuditResponse { audit.page(request) }

  func verifyAudit(
    _ request: AuditV1.VerifyAuditRequest,
    to writer: ResponseWriter<AuditV1.VerifyAuditResponse>,
    context: CallContext
  ) async throws { try await audit.prove(to: writer) }

  func putContacts(
    _ request: RegistryV1.PutContactsRequest,
    context: CallContext
  ) async throws -> RegistryV1.PutContactsResponse {
    let wrong = request.contacts.enumerated().filter { $0.element.phone == "wrong" }
    var response = RegistryV1.PutContactsResponse()
    response.violations = wrong.map { index, _ in
      var violation = CommonV1.RecordViolation()
      violation.recordIndex = UInt32(index)
      violation.field = "phone"
      violation.description = "phone is none"
      return violation
    }
    response.applied = wrong.isEmpty
    response.created = response.applied ? UInt32(request.contacts.count) : 0
    return response
  }

  func getContact(_ request: RegistryV1.GetContactRequest, context: CallContext) async throws -> RegistryV1.Contact {
    Self.contact(request.producerID)
  }

  /// Two pages of one contact each.
  func listContacts(
    _ request: RegistryV1.ListContactsRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListContactsResponse {
    let isFirst = request.page?.pageToken == ""
    var response = RegistryV1.ListContactsResponse()
    response.contacts = [Self.contact(isFirst ? "CT-1" : "CT-2")]
    response.nextPageToken = isFirst ? "second" : ""
    return response
  }

  func exportPersonalData(
    _ request: RegistryV1.ExportPersonalDataRequest,
    context: CallContext
  ) async throws -> RegistryV1.PersonalData {
    var data = RegistryV1.PersonalData()
    data.producerID = request.producerID
    data.contact = Self.contact(request.producerID)
    return data
  }

  func erasePersonalData(
    _ request: RegistryV1.ErasePersonalDataRequest,
    context: CallContext
  ) async throws -> RegistryV1.Erasure {
    var erasure = RegistryV1.Erasure()
    erasure.producerID = request.producerID
    erasure.ground = request.ground
    erasure.pseudonym = "Hộ đã xoá 3f2a91"
    erasure.contactErased = true
    erasure.erasedEventCount = 2
    return erasure
  }

  private static func contact(_ producerID: String) -> RegistryV1.Contact {
    var contact = RegistryV1.Contact()
    contact.producerID = producerID
    contact.representative = "Hoàng Thị Mai"
    contact.phone = "+84912345678"
    return contact
  }
}
