import TestSupport
import Testing

@testable import Messages

// Goal: a program that learns the schema from a daemon reads and writes the same bytes, and refuses the same bytes, as
// one that has it compiled in. Method: the whole catalogue is reflected and learnt back; libprotobuf-c behind the
// generated types is what it is compared with.
@Suite("Messages of a reflected schema")
struct ReflectedMessageTests {
  private let seed = UInt64.random(in: 0 ... .max)
  private let schema: DynamicSchema

  init() throws {
    schema = try ReflectedCatalog.learnt()
  }

  private func reflected(_ type: any Message.Type) throws -> MessageDescriptor {
    let descriptor = try #require(schema.message(named: type.fullName))
    try #require(descriptor != type.descriptor)
    return descriptor
  }

  @Test("every message type, with random values, has the bytes that libprotobuf-c gives it")
  func encode() throws {
    var generator = SeededGenerator(seed: seed)
    for type in SchemaCatalog.messageTypes {
      let descriptor = try reflected(type)
      for _ in 0..<20 { try check(type, try RandomMessage.make(descriptor, &generator)) }
    }
  }

  private func check<M: Message>(_ type: M.Type, _ tree: DynamicMessage) throws {
    let note: Comment = "\(M.fullName), seed \(seed)"
    let bytes = tree.encodedBytes()
    let typed = try M(decodingBytes: bytes)
    try #require(typed.encodedBytes() == bytes, note)
    try #require(TypedReflection.differences(typed, tree) == [], note)
    try #require(try DynamicMessage(tree.descriptor, decodingBytes: bytes) == tree, note)
  }

  @Test("damaged bytes get the same verdict, at the same byte and in the same words, or the same values")
  func damage() throws {
    var generator = SeededGenerator(seed: seed)
    var verdicts: [MessageDecodingError.Reason?: Int] = [:]
    for type in SchemaCatalog.messageTypes {
      let descriptor = try reflected(type)
      for _ in 0..<25 {
        let whole = try RandomMessage.make(descriptor, &generator).encodedBytes()
        let bytes = Damage.applied(to: whole, &generator)
        verdicts[try verdict(type, descriptor, bytes), default: 0] += 1
      }
    }
    // Nearly every way of being wrong was met, and much was accepted.
    #expect(verdicts.count >= 8, "seed \(seed): \(verdicts)")
    #expect(verdicts[nil, default: 0] > 100, "seed \(seed)")
  }

  private func verdict<M: Message>(
    _ type: M.Type,
    _ descriptor: MessageDescriptor,
    _ bytes: [UInt8]
  ) throws -> MessageDecodingError.Reason? {
    let note: Comment = "\(M.fullName), seed \(seed), \(bytes)"
    let typed = Result { () throws(MessageDecodingError) in try M(decodingBytes: bytes) }
    let dynamic = Result { () throws(MessageDecodingError) in try DynamicMessage(descriptor, decodingBytes: bytes) }
    switch (typed, dynamic) {
    case (.success(let value), .success(let tree)):
      try #require(tree.encodedBytes() == value.encodedBytes(), note)
      return nil
    case (.failure(let error), .failure(let dynamicError)):
      try #require(dynamicError == error, note)
      return error.reason
    case (.success, .failure(let error)), (.failure(let error), .success):
      Issue.record("\(error): \(note)")
      return error.reason
    }
  }

  @Test("golden messages are read and written alike", arguments: GoldenMessageTests.all)
  func golden(_ golden: GoldenMessageTests.Golden) throws {
    let descriptor = try #require(schema.message(named: golden.type))
    #expect(try DynamicMessage(descriptor, decodingBytes: golden.bytes).encodedBytes() == golden.bytes)
  }

  @Test("hostile bytes are refused with the reason, the field and the byte", arguments: HostileBytesTests.cases)
  func hostile(_ example: HostileBytesTests.Case) throws {
    let descriptor = try #require(schema.message(named: CommonV1.ChangeEvent.fullName))
    let error = #expect(throws: MessageDecodingError.self) {
      try DynamicMessage(descriptor, decodingBytes: example.bytes)
    }
    #expect(error?.reason == example.reason)
    #expect(error?.byteOffset == example.offset)
    #expect(error?.message.hasPrefix(example.place) == true, "\(error?.message ?? "")")
  }

  @Test("the memory of a message is estimated as protoc-c lays its struct out")
  func layout() {
    for message in SchemaCatalog.messages {
      let contents = message.type.contents
      let estimated = MessageContents(fields: contents.fields)
      #expect(estimated.structByteCount == contents.structByteCount, "\(message.fullName)")
    }
  }

  @Test("descriptors tell the same as those that are compiled in")
  func descriptors() throws {
    for compiled in SchemaCatalog.messages {
      let learnt = try #require(schema.message(named: compiled.fullName))
      #expect(learnt.reflected == compiled.reflected)
      #expect(learnt.name == compiled.name)
      for (left, right) in zip(learnt.fields, compiled.fields) {
        #expect(left.jsonName == right.jsonName)
        #expect(left.hasPresence == right.hasPresence)
        #expect(left.isOneofMember == right.isOneofMember)
        #expect(left.typeName == right.typeName)
        #expect(learnt.field(named: left.name) == left)
        #expect(learnt.field(number: left.number) == left)
        #expect(left != right)
      }
    }
    for compiled in SchemaCatalog.enumerations {
      let learnt = try #require(schema.enumeration(named: compiled.fullName))
      #expect(learnt.reflected == compiled.reflected)
      #expect(learnt.name == compiled.name)
    }
  }

  @Test("a message finds others of its own schema, compiled in or learnt")
  func siblings() throws {
    let name = RegistryV1.Record.fullName
    #expect(CommonV1.ChangeEvent.descriptor.sibling(named: name) == RegistryV1.Record.descriptor)
    let event = try #require(schema.message(named: CommonV1.ChangeEvent.fullName))
    #expect(event.sibling(named: name) == schema.message(named: name))
    #expect(event.sibling(named: "ocop.registry.v1.Nothing") == nil)
  }

  @Test("a message of one schema is no value for a field of another")
  func foreignMessages() throws {
    let response = try #require(schema.message(named: CommonV1.WatchResponse.fullName))
    let field = try #require(response.field(named: "bookmark"))
    var message = DynamicMessage(response)
    #expect(throws: DynamicMessageError.self) {
      try message.set(.message(DynamicMessage(CommonV1.Bookmark.descriptor)), for: field)
    }
  }
}
