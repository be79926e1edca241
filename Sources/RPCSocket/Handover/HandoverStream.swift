internal import Glibc

/// One side of the Unix socket that sockets are handed over on. Blocks, with a time limit on each step; for threads
/// that may wait.
final class HandoverStream: Sendable {
  let descriptor: CInt

  /// Takes a connected socket over.
  init(_ descriptor: CInt, timeoutSeconds: Int) {
    self.descriptor = descriptor
    setTimeout(seconds: timeoutSeconds)
  }

  deinit {
    close(descriptor)
  }

  func setTimeout(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, length)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, length)
  }

  /// The user that runs the process on the other side; nil when the kernel does not tell.
  var peerUserID: uid_t? {
    // The kernel's `struct ucred`: process, user, group.
    var credentials: (pid_t, uid_t, gid_t) = (0, 0, 0)
    var length = socklen_t(MemoryLayout.size(ofValue: credentials))
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 ? credentials.1 : nil
  }

  /// Sends all bytes.
  func send(_ bytes: [UInt8]) throws(SocketError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SocketError("the other process cannot be written to: \(systemText(errno))") }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends bytes with descriptors, which stay open here.
  func send(_ bytes: [UInt8], descriptors: [CInt]) throws(SocketError) {
    var control = AncillaryDescriptors.message(descriptors)
    let count = bytes.withUnsafeBytes { bytes in
      control.withUnsafeMutableBytes { control in
        var vector = iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &vector) { vector in
          var message = msghdr()
          message.msg_iov = vector
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          return sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL))
        }
      }
    }
    guard count > 0 else { throw SocketError("the other process cannot be written to: \(systemText(errno))") }
    // The descriptors went with the first byte.
    try send(Array(bytes.dropFirst(count)))
  }

  /// Receives as many bytes.
  func receive(_ byteCount: Int) throws(SocketError) -> [UInt8] {
    var (bytes, descriptors) = ([UInt8](), [CInt]())
    while bytes.count < byteCount { try receive(byteCount - bytes.count, into: &bytes, &descriptors) }
    for descriptor in descriptors { close(descriptor) }
    return bytes
  }

  /// Receives as many bytes, and the descriptors that come with them.
  func receiveWithDescriptors(_ byteCount: Int) throws(SocketError) -> (bytes: [UInt8], descriptors: [CInt]) {
    var (bytes, descriptors) = ([UInt8](), [CInt]())
    do throws(SocketError) {
      while bytes.count < byteCount { try receive(byteCount - bytes.count, into: &bytes, &descriptors) }
    } catch {
      for descriptor in descriptors { close(descriptor) }
      throw error
    }
    return (bytes, descriptors)
  }

  private func receive(
    _ countMax: Int,
    into bytes: inout [UInt8],
    _ descriptors: inout [CInt]
  ) throws(SocketError) {
    var chunk = [UInt8](repeating: 0, count: countMax)
    var control = AncillaryDescriptors.room(count: HandoverMessage.socketsMax)
    let (count, controlCount, isCut) = chunk.withUnsafeMutableBytes { chunk in
      control.withUnsafeMutableBytes { control -> (Int, Int, Bool) in
        var vector = iovec(iov_base: chunk.baseAddress, iov_len: chunk.count)
        return withUnsafeMutablePointer(to: &vector) { vector in
          var message = msghdr()
          message.msg_iov = vector
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          let count = recvmsg(descriptor, &message, CInt(MSG_CMSG_CLOEXEC))
          return (count, Int(message.msg_controllen), message.msg_flags & CInt(MSG_CTRUNC) != 0)
        }
      }
    }
    if count < 0, errno == EINTR { return }
    if count < 0 {
      let isLate = errno == EAGAIN || errno == EWOULDBLOCK
      throw SocketError("the other process \(isLate ? "does not answer" : "cannot be read: \(systemText(errno))")")
    }
    descriptors += AncillaryDescriptors.descriptors(in: control, byteCount: controlCount)
    if count == 0 { throw SocketError("the other process has ended the handover") }
    if isCut { throw SocketError("the other process hands over more sockets than can be taken") }
    bytes += chunk[..<count]
  }
}
