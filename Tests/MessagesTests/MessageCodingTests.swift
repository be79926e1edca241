import Messages
import Testing

@Suite("Messages to bytes and back")
struct MessageCodingTests {
  @Test("a message comes back as it was sent")
  func roundTrip() throws {
    var producer = RegistryV1.Producer()
    producer.producerID = "LS-0001"
    producer.name = "Lạp sườn Bích Trâm"
    producer.type = .household
    producer.unitCode = "06463"
    producer.registeredOn = "2020-03-01"
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    var request = RegistryV1.ImportRecordsRequest()
    request.operationID = "import-1"
    request.records = [record, record]
    let bytes = request.encodedBytes()
    #expect(try RegistryV1.ImportRecordsRequest(decodingBytes: bytes) == request)
    let dynamic = try DynamicMessage(RegistryV1.ImportRecordsRequest.descriptor, decodingBytes: bytes)
    #expect(dynamic.encodedBytes() == bytes)
  }
}
