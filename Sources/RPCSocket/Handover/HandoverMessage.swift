/// What travels at a handover, in both directions and in this order: the asking process says `question`; the one that
/// serves answers with the addresses, one a line, and their sockets in the same order; the asking one says `serving`
/// when it does; the other says `leaving` when it no longer takes connections, and the two part.
enum HandoverMessage {
  static let question = Array("ocop-handover 1\n".utf8)
  static let serving = Array("serving\n".utf8)
  static let leaving = Array("leaving\n".utf8)

  /// Most sockets of one process. The kernel passes 253 in one message.
  static let socketsMax = 64
  /// Largest list of addresses, in bytes.
  static let addressesBytesMax = 65_536

  /// The list of addresses: its length in four bytes, big-endian, and the lines.
  static func addresses(_ sockets: [HandedSocket]) -> [UInt8] {
    let lines = Array(sockets.map { $0.address + "\n" }.joined().utf8)
    return withUnsafeBytes(of: UInt32(lines.count).bigEndian) { Array($0) } + lines
  }
}
