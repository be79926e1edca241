import Testing

@testable import RPC

@Suite("Requests kept for a repetition")
struct ReplayBufferTests {
  private func request(_ byte: UInt8, count: Int = 68) -> ReplayBuffer.Request {
    ReplayBuffer.Request(bytes: Array(repeating: byte, count: count), isCompressed: false)
  }

  @Test("what was sent is sent again by the next attempt, in order")
  func rewinding() {
    var buffer = ReplayBuffer(bytesMax: 1_000)
    buffer.append(request(1))
    buffer.append(request(2))
    buffer.noteSent()
    #expect(buffer.next?.bytes.first == 2)
    buffer.noteSent()
    #expect(buffer.next == nil)
    buffer.rewind()
    #expect(buffer.next?.bytes.first == 1)
  }

  @Test("beyond its limit the call is committed, and what was sent is let go")
  func limit() {
    var buffer = ReplayBuffer(bytesMax: 300)
    for byte: UInt8 in 1...3 { buffer.append(request(byte)) }
    #expect(!buffer.isCommitted, "three times 68 and 32 bytes")
    buffer.noteSent()
    buffer.append(request(4, count: 0))
    #expect(buffer.isCommitted)
    #expect(buffer.count == 4)
    #expect(buffer.keptCount == 3)
    #expect(buffer.next?.bytes.first == 2)
    for _ in 0..<3 { buffer.noteSent() }
    #expect(buffer.keptCount == 0)
    #expect(buffer.next == nil)
    #expect(buffer.sentCount == 4)
  }

  @Test("empty requests take room too")
  func emptyRequests() {
    var buffer = ReplayBuffer(bytesMax: 320)
    for _ in 0..<10 { buffer.append(request(0, count: 0)) }
    #expect(!buffer.isCommitted)
    buffer.append(request(0, count: 0))
    #expect(buffer.isCommitted)
  }
}
