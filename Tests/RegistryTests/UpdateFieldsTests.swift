import CallerTestSupport
import Messages
import Testing

@testable import Registry

/// Goal: who sends a part of a record changes that part and nothing else. Method: records that name `update_fields`,
/// over stored ones and over none.
@Suite("Field masks on imports into the registry")
struct UpdateFieldsTests {
  private func partial(
    _ record: RegistryV1.Record,
    _ fields: [String]
  ) -> RegistryV1.Record {
    var record = record
    record.updateFields = fields
    return record
  }

  @Test("named fields are taken, the others keep what is stored, and the event has the whole without the mask")
  func update() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1", name: "Tên cũ")])
    var change = RegistryV1.Producer()
    change.producerID = "CT-1"
    change.name = "Tên mới"
    change.endedOn = "2021-10-01"
    var record = RegistryV1.Record()
    record.record = .producer(change)
    let summary = try await registry.importing([partial(record, ["name"])])
    #expect(summary.updated == 1)
    #expect(try await registry.getWithoutRevision(.producer, "CT-1") == Sample.producer("CT-1", name: "Tên mới"))
    let stored = try await registry.everythingStored()
    #expect(!stored.contains("update_fields"))
    // The same again is the same as stored.
    #expect(try await registry.importing([partial(record, ["name"])]).unchanged == 1)
  }

  @Test("a named field that is empty is cleared, a list is replaced as a whole")
  func clearing() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1"), Sample.product("SP-1", of: "CT-1")])
    var change = RegistryV1.Product()
    change.productID = "SP-1"
    var record = RegistryV1.Record()
    record.record = .product(change)
    _ = try await registry.importing([partial(record, ["season_windows"])])
    var expected = Sample.product("SP-1", of: "CT-1")
    if case .product(var product) = expected.record {
      product.seasonWindows = []
      expected.record = .product(product)
    }
    #expect(try await registry.getWithoutRevision(.product, "SP-1") == expected)
    #expect(try await registry.faults([partial(record, ["name"])]) == ["0 name missing"])
  }

  @Test("of a new record only what is named and what identifies it is taken")
  func newRecord() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    var ended = Sample.producer("CT-1")
    if case .producer(var producer) = ended.record {
      producer.endedOn = "2021-09-01"
      ended.record = .producer(producer)
    }
    let fields = ["name", "type", "unit_code", "registered_on"]
    #expect(try await registry.importing([partial(ended, fields)]).created == 1)
    #expect(try await registry.getWithoutRevision(.producer, "CT-1") == Sample.producer("CT-1"))
    #expect(try await registry.faults([partial(Sample.producer("CT-2"), ["name"])]).contains("0 type missing"))
  }

  @Test("a record whose key is of several fields is found by them, whether they are named or not")
  func compositeKey() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let stored = try await registry.getWithoutRevision(.administrativeUnit, "06463@2020-01-01")
    var change = RegistryV1.AdministrativeUnit()
    change.code = "06463"
    change.validFrom = "2020-01-01"
    change.name = "Thị trấn Đồng Mỏ mới"
    var record = RegistryV1.Record()
    record.record = .administrativeUnit(change)
    #expect(try await registry.importing([partial(record, ["name"])]).updated == 1)
    let changed = try await registry.getWithoutRevision(.administrativeUnit, "06463@2020-01-01")
    guard case .administrativeUnit(var expected) = stored.record, case .administrativeUnit(let found) = changed.record
    else { return #expect(Bool(false)) }
    expected.name = "Thị trấn Đồng Mỏ mới"
    #expect(found == expected)
  }

  @Test("a name that the record does not have is refused, and what refers to that record is not blamed as well")
  func unknownName() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let records = [partial(Sample.producer("CT-1"), ["name", "phone"]), Sample.product("SP-1", of: "CT-1")]
    #expect(try await registry.faults(records) == ["0 update_fields unknown_field"])
    let incomplete = [partial(Sample.producer("CT-1"), ["name"]), Sample.product("SP-1", of: "CT-1")]
    #expect(try await registry.faults(incomplete).allSatisfy { $0.hasPrefix("0 ") })
  }

  @Test("the mask is part of the operation: the same id with another mask is refused")
  func digest() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1", name: "Tên cũ")])
    let record = Sample.producer("CT-1", name: "Tên mới")
    _ = try await registry.importing([partial(record, ["name"])], operationID: "mask")
    #expect(try await registry.importing([partial(record, ["name"])], operationID: "mask").updated == 1)
    await #expect(throws: (any Error).self) {
      try await registry.importing([partial(record, ["unit_code"])], operationID: "mask")
    }
  }

  @Test("a masked record can be sent back when the mask leaves alone what it does not have, and only then")
  func maskedRecord() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.household("HO-1", name: "Hoàng Thị Hoa")])
    var masked = Sample.household("HO-1", name: "")
    masked.maskedFields = ["name"]
    if case .producer(var producer) = masked.record {
      producer.endedOn = "2021-10-01"
      masked.record = .producer(producer)
    }
    #expect(try await registry.faults([masked]).contains("0 masked_fields masked_record"))
    #expect(
      try await registry.faults([partial(masked, ["name", "ended_on"])]).contains("0 masked_fields masked_record")
    )
    #expect(try await registry.importing([partial(masked, ["ended_on"])]).updated == 1)
    guard case .producer(let stored) = try await registry.get(.producer, "HO-1").record else {
      return #expect(Bool(false))
    }
    #expect(stored.name == "Hoàng Thị Hoa" && stored.endedOn == "2021-10-01")
  }

  @Test("a part of a record outside of the caller's units is turned away before anything of the stored one is read")
  func outOfScope() async throws {
    let registry = try await RegistryUnderTest.withUnits(nowUnixMicroseconds: { 1_767_225_600_000_000 })
    _ = try await registry.importing([Sample.producer("CT-1")])
    let office = registry.called(by: .office("05977@2025-07-01"))
    // With the stored record's first day this one's last would be out of order; the caller is told nothing of that.
    var change = RegistryV1.Producer()
    change.producerID = "CT-1"
    change.endedOn = "1999-01-01"
    var record = RegistryV1.Record()
    record.record = .producer(change)
    #expect(try await office.faults([partial(record, ["ended_on"])]) == ["0 producer_id out_of_scope"])
    #expect(try await registry.faults([partial(record, ["ended_on"])]) == ["0 ended_on out_of_order"])
  }
}
