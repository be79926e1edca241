import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  static let productDocuments = RecordTable<ProductDocument>(
    name: "product_document",
    columns: [
      "document_id", "product_id", "kind", "issued_on_day", "expires_on_day", "withdrawn_on_day", "reference",
    ],
    values: { document in
      [
        .text(document.id), .text(document.productID), .choice(document.kind), .day(document.issuedOn),
        .optionalDay(document.expiresOn), .optionalDay(document.withdrawnOn), .text(document.reference),
      ]
    },
    record: { row in
      ProductDocument(
        id: row.text(0),
        productID: row.text(1),
        kind: try row.choice(2),
        issuedOn: row.day(3),
        expiresOn: row.optionalDay(4),
        withdrawnOn: row.optionalDay(5),
        reference: row.text(6)
      )
    }
  )
}
