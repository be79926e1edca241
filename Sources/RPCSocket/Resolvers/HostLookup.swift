internal import Glibc

/// The system's answer to the question where a host is.
enum HostLookup {
  /// The addresses of a host as text, each once, sorted so that equal answers are equal. Blocks.
  /// - Throws: `SocketError` with the system's reason.
  static func addresses(of host: String) throws(SocketError) -> [String] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &first)
    defer { if let first { freeaddrinfo(first) } }
    guard code == 0 else {
      throw SocketError(code == EAI_SYSTEM ? systemText(errno) : String(cString: gai_strerror(code)))
    }
    var found: Set<String> = []
    var entry = first
    while let info = entry?.pointee {
      if let text = numericText(info) { found.insert(text) }
      entry = info.ai_next
    }
    return found.sorted()
  }

  private static func numericText(_ info: addrinfo) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard
      getnameinfo(info.ai_addr, info.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0
    else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
