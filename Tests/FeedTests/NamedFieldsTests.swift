import Messages
import Testing

@testable import Feed

/// What the rows of a file that lacks columns fill, beside what they name.
@Suite("Fields that a row names")
struct NamedFieldsTests {
  private let fields = NamedFields(["name", "unit_code", "nickname"], of: RegistryV1.Record.descriptor)

  private func record(_ change: (inout RegistryV1.Producer) -> Void) -> [UInt8] {
    var producer = RegistryV1.Producer()
    change(&producer)
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    record.updateFields = ["name", "unit_code", "nickname"]
    record.revision = 7
    return record.encodedBytes()
  }

  @Test("a record that fills nothing else is known without decoding it")
  func only() throws {
    let named = try #require(
      fields.carried(
        by: record {
          $0.name = "Hợp tác xã Lạng Sơn"
          $0.unitCode = "06463"
        }
      )
    )
    #expect(named.holdsOnlyNamed)
    let less = try #require(fields.carried(by: record { $0.name = "Hợp tác xã" }))
    #expect(less.holdsOnlyNamed)
    let more = try #require(
      fields.carried(
        by: record {
          $0.name = "Hợp tác xã"
          $0.registeredOn = "2021-07-20"
        }
      )
    )
    #expect(!more.holdsOnlyNamed)
  }

  @Test("a message without a record carries none")
  func none() {
    #expect(fields.carried(by: []) == nil)
    #expect(fields.carried(by: [0xFF]) == nil)
    var empty = RegistryV1.Record()
    empty.revision = 7
    #expect(fields.carried(by: empty.encodedBytes()) == nil)
  }

  @Test("names that a record does not have are told of that record")
  func unknown() throws {
    let carried = try #require(fields.carried(by: record { $0.name = "Hợp tác xã" }))
    #expect(fields.unknownNames(member: carried.member) == ["nickname"])
    #expect(fields.unknownNames(member: 999) == [])
  }
}
