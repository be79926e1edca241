import AccessControl
import Messages
import Testing

/// Walks the schema, so that a text field that is added to a record stands here without a decision, and fails.
@Suite("Personal data")
struct PersonalDataTests {
  /// Text fields of the messages that hold what services keep, wherever they are sent.
  private static func textFields() -> Set<String> {
    var pending = ["ocop.registry.v1.Record", "ocop.listing.v1.Record", "ocop.reporting.v1.ExplainedRecord"]
    var seen: Set<String> = []
    var fields: Set<String> = []
    while let name = pending.popLast() {
      guard seen.insert(name).inserted, let message = SchemaCatalog.message(named: name) else { continue }
      for field in message.fields {
        switch field.valueType {
        case .string, .bytes: fields.insert("\(name).\(field.name)")
        case .message(let inner): pending.append(inner.fullName)
        default: break
        }
      }
    }
    return fields
  }

  @Test("every text field of a record is decided on, and nothing else is")
  func decided() {
    let fields = Self.textFields()
    #expect(fields.count > 60)
    #expect(fields.subtracting(PersonalData.fields).sorted() == [])
    #expect(PersonalData.fields.subtracting(fields).sorted() == [])
  }

  @Test("the name of a household is a person's, and so is that of a type that is not known")
  func persons() {
    let persons = RegistryV1.ProducerType.allCases.filter(PersonalData.isPerson)
    #expect(persons == [.unspecified, .household])
    #expect(PersonalData.isPerson(RegistryV1.ProducerType(rawValue: 99)))
    #expect(PersonalData.decision(on: "ocop.registry.v1.Producer.name") == .personalOfHouseholds)
    #expect(PersonalData.decision(on: "ocop.registry.v1.Product.name") == .notPersonal)
    #expect(PersonalData.decision(on: "ocop.registry.v1.Producer.phone") == nil)
  }
}
