import Messages
import TestSupport
import Testing

// Every message of the schema, with random values, through both forms and back.
@Suite("Messages to bytes and back")
struct RoundTripTests {
  private static let seed = UInt64.random(in: 0 ... .max)

  @Test("every message type keeps every value, and both forms give the same bytes")
  func everyMessage() throws {
    var generator = SeededGenerator(seed: Self.seed)
    #expect(SchemaCatalog.messageTypes.count > 50)
    for type in SchemaCatalog.messageTypes {
      for _ in 0..<40 {
        try Self.check(type, try RandomMessage.make(type.descriptor, &generator))
      }
    }
  }

  private static func check<M: Message>(_ type: M.Type, _ tree: DynamicMessage) throws {
    let note: Comment = "\(M.fullName), seed \(seed)"
    let bytes = tree.encodedBytes()
    try #require(bytes == ReferenceEncoder.encode(tree), note)
    try #require(try DynamicMessage(M.descriptor, decodingBytes: bytes) == tree, note)
    let typed = try M(decodingBytes: bytes)
    try #require(TypedReflection.differences(typed, tree) == [], note)
    try #require(typed.encodedBytes() == bytes, note)
    try #require(try M(decodingBytes: typed.encodedBytes()) == typed, note)
    var reserved: [Int] = []
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 64, alignment: 1)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xAA)
    typed.encode { byteCount in
      reserved.append(byteCount)
      return memory
    }
    try #require(reserved == [bytes.count], note)
    try #require(Array(memory.prefix(bytes.count)) == bytes, note)
    try #require(memory.dropFirst(bytes.count).allSatisfy { $0 == 0xAA }, "wrote past the end; \(note)")
  }

  @Test("the defaults take no bytes, and no bytes give the defaults")
  func defaults() throws {
    for type in SchemaCatalog.messageTypes {
      try Self.check(type, DynamicMessage(type.descriptor))
      #expect(type.init().encodedBytes() == [], "\(type.fullName)")
    }
  }

  @Test("a message's bytes are those of protobuf's specification")
  func knownBytes() throws {
    var unit = RegistryV1.AdministrativeUnit()
    unit.code = "06463"
    unit.kind = .township
    unit.validFrom = "đ"
    let bytes: [UInt8] = [0x0A, 5, 0x30, 0x36, 0x34, 0x36, 0x33, 0x18, 5, 0x2A, 2, 0xC4, 0x91]
    #expect(unit.encodedBytes() == bytes)
    #expect(try RegistryV1.AdministrativeUnit(decodingBytes: bytes) == unit)
  }

  @Test("an empty submessage differs from an absent one")
  func presence() throws {
    var share = ReportingV1.FloorShare()
    #expect(share.encodedBytes() == [])
    share.listed = ReportingV1.Share()
    #expect(share.encodedBytes() == [0x12, 0])
    #expect(try ReportingV1.FloorShare(decodingBytes: [0x12, 0]).listed == ReportingV1.Share())
    #expect(try ReportingV1.FloorShare(decodingBytes: []).listed == nil)
    #expect(try CommonV1.WatchResponse(decodingBytes: [0x12, 0]).item == .bookmark(CommonV1.Bookmark()))
  }

  @Test("the member of a oneof that comes last stands")
  func lastMemberStands() throws {
    let bytes: [UInt8] = [0x0A, 2, 0x08, 7, 0x12, 2, 0x10, 9]
    let response = try CommonV1.WatchResponse(decodingBytes: bytes)
    var bookmark = CommonV1.Bookmark()
    bookmark.revision = 9
    #expect(response.item == .bookmark(bookmark))
  }

  @Test("an enumeration's number without a name is kept", arguments: [99, -1, Int32.max, Int32.min])
  func unknownEnumValue(number: Int32) throws {
    var producer = RegistryV1.Producer()
    producer.type = RegistryV1.ProducerType(rawValue: number)
    #expect(producer.type.name == nil)
    let decoded = try RegistryV1.Producer(decodingBytes: producer.encodedBytes())
    #expect(decoded.type.rawValue == number)
  }

  @Test("a field that a newer peer added is skipped")
  func unknownFields() throws {
    var bookmark = CommonV1.Bookmark()
    bookmark.revision = 3
    let added: [UInt8] = [0xF8, 0x07, 1, 0xFA, 0x07, 2, 0x61, 0x62, 0xFD, 0x07, 1, 2, 3, 4]
    #expect(try CommonV1.Bookmark(decodingBytes: added + bookmark.encodedBytes() + added) == bookmark)
    #expect(
      try DynamicMessage(CommonV1.Bookmark.descriptor, decodingBytes: added + bookmark.encodedBytes()).encodedBytes()
        == bookmark.encodedBytes()
    )
  }

  @Test("a NUL in a string is written as U+FFFD, and nothing is cut off")
  func nulInString() throws {
    var bookmark = CommonV1.Bookmark()
    bookmark.epoch = "a\0b\0\0 and more than fifteen bytes\0"
    let decoded = try CommonV1.Bookmark(decodingBytes: bookmark.encodedBytes())
    #expect(decoded.epoch == "a\u{FFFD}b\u{FFFD}\u{FFFD} and more than fifteen bytes\u{FFFD}")
  }

  @Test(
    "bytes around the size from which they are packed where they are come back",
    arguments: [4_095, 4_096, 4_097, 70_000]
  )
  func lentBytes(count: Int) throws {
    var chunk = TestingV1.DownloadChunk()
    chunk.content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try TestingV1.DownloadChunk(decodingBytes: chunk.encodedBytes()) == chunk)
  }

  @Test("a message larger than any chunk of the arena comes back, from many threads at once")
  func largeMessages() async throws {
    var summary = CommonV1.ImportSummary()
    for index in 0..<20_000 {
      var violation = CommonV1.RecordViolation()
      violation.recordIndex = UInt32(index)
      violation.description = String(repeating: "đ", count: index % 60)
      summary.violations.append(violation)
    }
    var event = CommonV1.ChangeEvent()
    event.change = [UInt8](repeating: 7, count: 3_000_000)
    let sent = (summary, event)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let first = try CommonV1.ImportSummary(decodingBytes: sent.0.encodedBytes())
          let second = try CommonV1.ChangeEvent(decodingBytes: sent.1.encodedBytes())
          return first == sent.0 && second == sent.1
        }
      }
      for try await isSame in group {
        #expect(isSame)
      }
    }
  }
}
