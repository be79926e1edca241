internal import Glibc

/// Descriptors as they travel beside bytes on a Unix socket (cmsg(3), SCM_RIGHTS), whose macros Swift does not see: a
/// header of length, level and type, the descriptors behind it, the whole rounded up to a word.
enum AncillaryDescriptors {
  private static let headerByteCount = MemoryLayout<cmsghdr>.size
  private static let wordByteCount = MemoryLayout<Int>.size

  /// Room for receiving some descriptors, aligned as the kernel wants it.
  static func room(count: Int) -> [Int] {
    let byteCount = headerByteCount + count * MemoryLayout<CInt>.size
    return [Int](repeating: 0, count: (byteCount + wordByteCount - 1) / wordByteCount)
  }

  /// The message that carries some.
  static func message(_ descriptors: [CInt]) -> [Int] {
    var message = room(count: descriptors.count)
    message.withUnsafeMutableBytes { bytes in
      var header = cmsghdr()
      header.cmsg_len = headerByteCount + descriptors.count * MemoryLayout<CInt>.size
      header.cmsg_level = SOL_SOCKET
      header.cmsg_type = CInt(SCM_RIGHTS)
      withUnsafeBytes(of: header) { bytes.copyMemory(from: $0) }
      let place = UnsafeMutableRawBufferPointer(rebasing: bytes[headerByteCount...])
      descriptors.withUnsafeBytes { place.copyMemory(from: $0) }
    }
    return message
  }

  /// Those in what was received.
  static func descriptors(in message: [Int], byteCount: Int) -> [CInt] {
    message.withUnsafeBytes { bytes in
      var found: [CInt] = []
      var offset = 0
      while offset + headerByteCount <= byteCount {
        let header = bytes.loadUnaligned(fromByteOffset: offset, as: cmsghdr.self)
        let end = offset + Int(header.cmsg_len)
        guard Int(header.cmsg_len) >= headerByteCount, end <= byteCount else { break }
        if header.cmsg_level == SOL_SOCKET, header.cmsg_type == CInt(SCM_RIGHTS) {
          var place = offset + headerByteCount
          while place + MemoryLayout<CInt>.size <= end {
            found.append(bytes.loadUnaligned(fromByteOffset: place, as: CInt.self))
            place += MemoryLayout<CInt>.size
          }
        }
        offset += (Int(header.cmsg_len) + wordByteCount - 1) / wordByteCount * wordByteCount
      }
      return found
    }
  }
}
