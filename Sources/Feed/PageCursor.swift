public import Messages
public import RPC

/// Where a page of a list starts and how long it may be. Lists are ordered by the bytes of the identifiers.
public struct PageCursor: Sendable, Hashable {
  /// Records of a page when the caller does not say.
  static let sizeDefault: UInt32 = 200
  /// Records of a page at most.
  static let sizeMax: UInt32 = 1000
  /// Encoded bytes of records after which a page ends, so that an answer stays below the message limit.
  static let bytesMax = 1 << 20

  private let kind: Int
  /// The page holds identifiers after this one; empty: from the beginning.
  public let afterID: String
  /// Records that it may hold.
  public let limit: Int

  /// Reads a page request for records of a kind.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for a size above 1000, and for a token that is not one of ours or that
  ///   belongs to a list of another kind.
  public init(kind: Int, page: CommonV1.PageRequest?) throws(RPCError) {
    let size = page?.pageSize ?? 0
    guard size <= Self.sizeMax else {
      throw .invalid(
        field: "page.page_size",
        reason: "out_of_range",
        description: "page_size must be 1 to \(Self.sizeMax), or 0"
      )
    }
    self.kind = kind
    limit = Int(size == 0 ? Self.sizeDefault : size)
    let token = page?.pageToken ?? ""
    if token.isEmpty {
      afterID = ""
    } else if let id = Self.id(of: token, kind: kind) {
      afterID = id
    } else {
      throw .invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that a list of this kind returned; start again without it"
      )
    }
  }

  /// Cuts records that were read, up to `limit` + 1 of them, to a page.
  ///
  /// - Returns: The records of the page, and the token of the next one; empty on the last.
  public func page<Record: Message>(
    _ found: [Record],
    id: (Int) -> String
  ) -> (records: [Record], nextPageToken: String) {
    var bytes = 0
    var count = 0
    for record in found.prefix(limit) {
      bytes += record.encodedBytes().count
      if bytes > Self.bytesMax, count > 0 { break }
      count += 1
    }
    let next = count < found.count && count > 0 ? token(after: id(count - 1)) : ""
    return (Array(found.prefix(count)), next)
  }

  /// The token of a page that begins after an identifier.
  public func token(after id: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in "\(kind):\(id)".utf8 {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func id(of token: String, kind: Int) -> String? {
    let digits = Array(token.utf8)
    guard digits.count.isMultiple(of: 2), digits.count <= 1024 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[start]), let low = value(digits[start + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    let prefix = Array("\(kind):".utf8)
    guard bytes.starts(with: prefix), !bytes.contains(0) else { return nil }
    return String(validating: bytes.dropFirst(prefix.count), as: UTF8.self)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
