import ClientKit
import Messages

/// Contacts as a table.
enum ContactText {
  static func table(_ contacts: [RegistryV1.Contact]) -> String {
    var table = TextTable(["producer_id", "representative", "phone", "address"].map { TextTable.Column($0) })
    for contact in contacts {
      table.append([contact.producerID, contact.representative, contact.phone, contact.address])
    }
    return table.rendered()
  }
}
