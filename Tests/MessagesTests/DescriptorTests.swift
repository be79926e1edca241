import Messages
import Testing

@Suite("The schema, asked by programs")
struct DescriptorTests {
  @Test("a message is found by its full name, its fields by number and by name")
  func messages() throws {
    let producer = try #require(SchemaCatalog.message(named: "ocop.registry.v1.Producer"))
    #expect(producer == RegistryV1.Producer.descriptor)
    #expect(RegistryV1.Producer.fullName == "ocop.registry.v1.Producer")
    #expect(producer.name == "Producer")
    #expect(
      producer.fields.map(\.name) == [
        "producer_id", "name", "type", "unit_code", "registered_on", "ended_on", "registration_number",
        "merged_into_producer_id",
      ]
    )
    let type = try #require(producer.field(number: 3))
    #expect(type == producer.field(named: "type"))
    #expect(type.valueType == .enumeration(RegistryV1.ProducerType.descriptor))
    #expect(producer.field(number: 99) == nil)
    #expect(producer.field(number: -1) == nil)
    #expect(SchemaCatalog.message(named: "ocop.registry.v1.Nothing") == nil)
    #expect(Set(SchemaCatalog.messages.map(\.fullName)).count == SchemaCatalog.messageTypes.count)
  }

  @Test("a field tells its JSON name, its oneof, and whether absent differs from the default")
  func fields() throws {
    let training = RegistryV1.Training.descriptor
    let attended = try #require(training.field(named: "attended_producer_ids"))
    #expect(attended.jsonName == "attendedProducerIds")
    #expect(attended.isRepeated)
    #expect(!attended.hasPresence)
    #expect(attended.oneofName == nil)
    let event = try #require(CommonV1.WatchResponse.descriptor.field(named: "event"))
    #expect(event.oneofName == "item")
    #expect(event.hasPresence)
    #expect(event.valueType == .message(CommonV1.ChangeEvent.descriptor))
    let listed = try #require(ReportingV1.FloorShare.descriptor.field(named: "listed"))
    #expect(listed.hasPresence && !listed.isOneofMember)
  }

  @Test("an enumeration gives names for numbers and numbers for names")
  func enumerations() throws {
    let edition = try #require(SchemaCatalog.enumeration(named: "ocop.reporting.v1.GeographyEdition"))
    #expect(edition.name(of: 1) == "GEOGRAPHY_EDITION_2021")
    #expect(edition.name(of: 99) == nil)
    #expect(edition.number(named: "GEOGRAPHY_EDITION_2025") == 3)
    #expect(edition.number(named: "2025") == nil)
    #expect(edition.values.map(\.number) == [0, 1, 2, 3])
    #expect(ReportingV1.GeographyEdition.edition2024.name == "GEOGRAPHY_EDITION_2024")
    #expect(ReportingV1.GeographyEdition.allCases.map(\.rawValue) == [0, 1, 2, 3])
    #expect(RegistryV1.ProducerType(name: "PRODUCER_TYPE_COOPERATIVE_GROUP") == .cooperativeGroup)
    #expect(RegistryV1.ProducerType(name: "cooperative") == nil)
  }

  @Test("a service tells what its methods take, what streams, and what may be repeated")
  func services() throws {
    let registry = try #require(SchemaCatalog.service(named: "ocop.registry.v1.Registry"))
    #expect(registry.documentation == "Who the producers are, what they make, and what was recognised.")
    let first = registry.methods.prefix(5).map(\.name)
    #expect(first == ["ImportRecords", "ListRecords", "GetRecord", "ListHistory", "Search"])
    let watch = try #require(SchemaCatalog.method(path: "ocop.registry.v1.Registry/Watch"))
    #expect(watch.isServerStreaming && !watch.isClientStreaming)
    #expect(watch.idempotency == .noSideEffects)
    #expect(watch.input == CommonV1.WatchRequest.descriptor)
    #expect(watch.output == CommonV1.WatchResponse.descriptor)
    #expect(watch.path == "ocop.registry.v1.Registry/Watch")
    #expect(watch.documentation.hasPrefix("The change feed: every ChangeEvent carries a Record."))
    #expect(registry.method(named: "ImportRecords")?.idempotency == .idempotent)
    #expect(SchemaCatalog.method(path: "ocop.registry.v1.Registry") == nil)
    #expect(SchemaCatalog.method(path: "ocop.registry.v1.Registry/Nothing") == nil)
  }
}
