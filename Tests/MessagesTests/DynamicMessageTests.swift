import Messages
import Testing

@Suite("Messages whose type is learnt at run time")
struct DynamicMessageTests {
  private func field(_ descriptor: MessageDescriptor, _ name: String) throws -> FieldDescriptor {
    try #require(descriptor.field(named: name))
  }

  @Test("agree with the generated value of the same bytes")
  func agree() throws {
    var producer = RegistryV1.Producer()
    producer.producerID = "LS-0001"
    producer.type = .household
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    let tree = try DynamicMessage(RegistryV1.Record.descriptor, decodingBytes: record.encodedBytes())
    guard case .message(let inner) = tree[named: "producer"] else {
      Issue.record("producer is absent")
      return
    }
    #expect(inner[named: "producer_id"] == .string("LS-0001"))
    #expect(inner[named: "type"] == .enumeration(5))
    #expect(inner[named: "name"] == nil)
    #expect(inner[named: "no_such_field"] == nil)
    #expect(tree.presentFields.map(\.field.name) == ["producer"])
  }

  @Test("setting a member of a oneof makes the others absent")
  func oneofIsExclusive() throws {
    let descriptor = CommonV1.WatchResponse.descriptor
    var message = DynamicMessage(descriptor)
    try message.set(.message(DynamicMessage(CommonV1.ChangeEvent.descriptor)), for: try field(descriptor, "event"))
    try message.set(.message(DynamicMessage(CommonV1.Bookmark.descriptor)), for: try field(descriptor, "bookmark"))
    #expect(message.presentFields.map(\.field.name) == ["bookmark"])
    #expect(message.encodedBytes() == [0x12, 0])
  }

  @Test("a default is absent, and nil removes a value")
  func defaultsAreAbsent() throws {
    let descriptor = CommonV1.Bookmark.descriptor
    var message = DynamicMessage(descriptor)
    try message.set(.string("e"), for: try field(descriptor, "epoch"))
    try message.set(.uint64(0), for: try field(descriptor, "revision"))
    #expect(message.presentFields.map(\.field.name) == ["epoch"])
    try message.set(nil, for: try field(descriptor, "epoch"))
    #expect(message == DynamicMessage(descriptor))
  }

  @Test("a value of another type, a list for one value, one value for a list: each is refused by the field's name")
  func wrongTypes() throws {
    let hello = RpcV1.Hello.descriptor
    var message = DynamicMessage(hello)
    let attempts: [(String, DynamicValue, String)] = [
      ("agent", .uint32(1), "ocop.rpc.v1.Hello.agent is string, not uint32"),
      ("agent", .repeated([.string("a")]), "ocop.rpc.v1.Hello.agent is string, not a list"),
      ("versions", .uint32(1), "ocop.rpc.v1.Hello.versions is repeated: give a list"),
      ("versions", .repeated([.uint32(1), .string("")]), "ocop.rpc.v1.Hello.versions is uint32, not string"),
      ("versions", .repeated([.repeated([])]), "ocop.rpc.v1.Hello.versions is uint32, not a list"),
    ]
    for (name, value, text) in attempts {
      let error = try #require(throws: DynamicMessageError.self) {
        try message.set(value, for: try field(hello, name))
      }
      #expect(error.reason == .wrongType)
      #expect(error.message == text)
    }
    let other = DynamicMessage(CommonV1.Bookmark.descriptor)
    let event = try field(CommonV1.WatchResponse.descriptor, "event")
    var response = DynamicMessage(CommonV1.WatchResponse.descriptor)
    let error = try #require(throws: DynamicMessageError.self) { try response.set(.message(other), for: event) }
    #expect(error.message.hasSuffix("event is ocop.common.v1.ChangeEvent, not ocop.common.v1.Bookmark"))
    #expect(message == DynamicMessage(hello))
  }

  @Test("a field of another message and a NUL are refused")
  func foreignFieldAndNUL() throws {
    var bookmark = DynamicMessage(CommonV1.Bookmark.descriptor)
    let foreign = try field(RpcV1.Hello.descriptor, "agent")
    let foreignError = try #require(throws: DynamicMessageError.self) { try bookmark.set(.string("a"), for: foreign) }
    #expect(foreignError.reason == .foreignField)
    let epoch = try field(CommonV1.Bookmark.descriptor, "epoch")
    let nulError = try #require(throws: DynamicMessageError.self) { try bookmark.set(.string("a\0b"), for: epoch) }
    #expect(nulError.reason == .nulInString)
    #expect(nulError.message.contains("ocop.common.v1.Bookmark.epoch"))
  }
}
