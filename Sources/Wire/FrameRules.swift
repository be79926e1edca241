/// What can be said of a frame from its header alone.
enum FrameRules {
  /// The first rule that `header` breaks; nil when it breaks none. Constant time, and no text is made on the good path.
  static func violation(
    _ header: FrameHeader,
    receiverRole: ConnectionRole,
    frameBytesMax: Int,
    acceptsCompressed: Bool
  ) -> WireViolation? {
    let length = Int(header.length)
    guard length <= frameBytesMax else {
      return WireViolation(.frameTooLarge, "a frame of \(length) bytes; at most \(frameBytesMax) are accepted")
    }
    let metaLength = Int(header.metaLength)
    guard metaLength <= WireLimits.metaBytesMax, metaLength <= length else {
      return WireViolation(
        .badMetaLength,
        "\(metaLength) bytes of metadata in a frame of \(length); at most \(WireLimits.metaBytesMax) are accepted"
      )
    }
    guard header.type.isKnown else {
      if header.type.isIgnorable { return nil }
      return WireViolation(.unknownType, "frame type \(header.type.rawValue) is not known")
    }
    guard FrameFlags.allowed(for: header.type).isSuperset(of: header.flags) else {
      return WireViolation(.badFlags, "flags \(header.flags.rawValue) are not defined for \(header.type)")
    }
    if header.flags.contains(.compressed) {
      if !acceptsCompressed {
        return WireViolation(.compressionNotNegotiated, "\(header.type) with COMPRESSED, which was not negotiated")
      }
      if !header.flags.contains(.hasMessage) {
        return WireViolation(.badFlags, "\(header.type) with COMPRESSED but without HAS_MESSAGE")
      }
    }
    if header.type == .hello && length > WireLimits.helloBytesMax {
      return WireViolation(.badLength, "HELLO with \(length) bytes; at most \(WireLimits.helloBytesMax) are accepted")
    }
    return streamViolation(header) ?? directionViolation(header, receiverRole) ?? lengthViolation(header)
  }

  private static func streamViolation(_ header: FrameHeader) -> WireViolation? {
    switch header.type {
    case .hello, .ping, .goAway:
      if header.stream == 0 { return nil }
      return WireViolation(.badStream, "\(header.type) on stream \(header.stream); it belongs on stream 0")
    default:
      if header.stream & 1 == 1 { return nil }
      return WireViolation(.badStream, "\(header.type) on stream \(header.stream); streams are odd")
    }
  }

  private static func directionViolation(_ header: FrameHeader, _ receiverRole: ConnectionRole) -> WireViolation? {
    switch header.type {
    case .data where receiverRole == .client && header.flags.contains(.endStream):
      WireViolation(.badFlags, "DATA with END_STREAM from a server: its end is CLOSE")
    case .open where receiverRole == .client, .headers where receiverRole == .server,
      .close where receiverRole == .server:
      WireViolation(.wrongDirection, "\(header.type) is never sent to a \(receiverRole)")
    default:
      nil
    }
  }

  private static func lengthViolation(_ header: FrameHeader) -> WireViolation? {
    let metaLength = Int(header.metaLength)
    let dataLength = header.dataLength
    switch header.type {
    case .open where metaLength < OpenPrelude.byteCount:
      return WireViolation(.badMetaLength, "OPEN with \(metaLength) bytes of metadata; its prelude has 16")
    case .close where metaLength < CloseStatus.byteCount:
      return WireViolation(.badMetaLength, "CLOSE with \(metaLength) bytes of metadata; its fixed part has 8")
    case .hello where metaLength != 0, .data where metaLength != 0, .credit where metaLength != 0,
      .ping where metaLength != 0, .goAway where metaLength != 0:
      return WireViolation(.badMetaLength, "\(header.type) with \(metaLength) bytes of metadata; it has none")
    case .open, .close:
      if header.flags.contains(.hasMessage) || dataLength == 0 { return nil }
      return WireViolation(.badFlags, "\(header.type) with \(dataLength) bytes of data but without HAS_MESSAGE")
    case .headers where dataLength != 0:
      return WireViolation(.badLength, "HEADERS with \(dataLength) bytes of data; it has none")
    case .cancel where header.length != 0:
      return WireViolation(.badLength, "CANCEL with \(header.length) bytes; it has none")
    case .credit where dataLength != 4:
      return WireViolation(.badLength, "CREDIT with \(dataLength) bytes; it has 4")
    case .ping where dataLength != 8:
      return WireViolation(.badLength, "PING with \(dataLength) bytes; it has 8")
    case .data:
      return dataViolation(header)
    default:
      return nil
    }
  }

  private static func dataViolation(_ header: FrameHeader) -> WireViolation? {
    let flags = header.flags
    guard flags.contains(.hasMessage) else {
      if flags == .endStream && header.length == 0 { return nil }
      return WireViolation(.badFlags, "DATA without HAS_MESSAGE that is not just the end of its stream")
    }
    if flags.contains(.more) && flags.contains(.endStream) {
      return WireViolation(.badFlags, "DATA with MORE and END_STREAM")
    }
    if flags.isSuperset(of: [.more, .compressed]) && !flags.contains(.total) {
      return WireViolation(.badFlags, "DATA with COMPRESSED on a fragment that is not the first")
    }
    if flags.contains(.total) {
      if !flags.contains(.more) {
        return WireViolation(.badFlags, "DATA with TOTAL and without MORE: a message in one frame has neither")
      }
      if header.length < 5 {
        return WireViolation(.badLength, "DATA with TOTAL and \(header.length) bytes; total and a first byte have 5")
      }
    }
    return nil
  }
}
