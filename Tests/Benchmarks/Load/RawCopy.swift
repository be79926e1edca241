import Glibc

/// The limit for large messages: one thread that writes a buffer to a socket again and again, another that reads.
enum RawCopy {
  /// Mebibytes a second through a Unix socket, with writes of `chunkBytes` and the reads of `LoadConnection`.
  static func mebibytesPerSecond(chunkBytes: Int, readBytes: Int, seconds: Double) -> Int? {
    var pair: [CInt] = [0, 0]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &pair) == 0 else { return nil }
    let writer = Writer(descriptor: pair[0], chunkBytes: chunkBytes)
    var thread = pthread_t()
    let started = pthread_create(
      &thread,
      nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Writer>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      },
      Unmanaged.passRetained(writer).toOpaque()
    )
    guard started == 0 else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readBytes, alignment: 16)
    defer { buffer.deallocate() }
    var byteCount = 0
    let begin = Monotonic.nowNanoseconds
    let end = begin + UInt64(seconds * 1e9)
    while Monotonic.nowNanoseconds < end {
      let count = recv(pair[1], buffer.baseAddress, buffer.count, 0)
      if count <= 0 { break }
      byteCount += count
    }
    let elapsed = Double(Monotonic.nowNanoseconds - begin) / 1e9
    // The writer ends with the broken pipe.
    close(pair[1])
    pthread_join(thread, nil)
    close(pair[0])
    return Int(Double(byteCount) / elapsed / 1_048_576)
  }

  private final class Writer {
    private let descriptor: CInt
    private let chunk: [UInt8]

    init(descriptor: CInt, chunkBytes: Int) {
      self.descriptor = descriptor
      chunk = [UInt8](repeating: 7, count: chunkBytes)
    }

    func run() {
      chunk.withUnsafeBytes { bytes in
        while send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)) > 0 {}
      }
    }
  }
}
