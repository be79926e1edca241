internal import Messages

/// An answer that was encoded elsewhere, for the functions that send messages.
struct AnswerBytes: Message {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init() {
    bytes = []
  }

  init(decoding bytes: UnsafeRawBufferPointer) {
    self.bytes = [UInt8](bytes)
  }

  static var descriptor: MessageDescriptor {
    preconditionFailure("nobody knows what is in an encoded message")
  }

  func encode(reserving reserve: (_ byteCount: Int) -> UnsafeMutableRawBufferPointer) {
    let room = reserve(bytes.count)
    bytes.withUnsafeBytes { room.copyMemory(from: $0) }
  }

  func encodedBytes() -> [UInt8] { bytes }
}
