/// Lines of standard input, as answers to questions.
struct InputAnswers {
  private let session: Session
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  init(_ session: Session) {
    self.session = session
  }

  /// The next line without its end; empty behind the last.
  mutating func next() throws -> String {
    while !isAtEnd, !bytes.contains(0x0A), bytes.count < 4_096 {
      let chunk = try session.readInputChunk(4_096)
      isAtEnd = chunk.isEmpty
      bytes += chunk
    }
    let line = bytes.prefix { $0 != 0x0A }
    bytes.removeFirst(min(bytes.count, line.count + 1))
    return String(decoding: line, as: UTF8.self)
  }
}
