/// Takes numbers and byte strings out of a frame, from its beginning.
struct FrameReader {
  private var rest: ArraySlice<UInt8>

  init(_ frame: [UInt8]) {
    rest = frame[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// Big-endian; what is missing counts as 0.
  mutating func integer(byteCount: Int) -> Int64 {
    defer { rest = rest.dropFirst(byteCount) }
    return rest.prefix(byteCount).reduce(0) { $0 << 8 | Int64($1) }
  }

  /// Bytes with their length (4 bytes) before them.
  mutating func bytes() -> [UInt8] {
    let count = Int(integer(byteCount: 4))
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func text() -> String {
    String(decoding: bytes(), as: UTF8.self)
  }
}
