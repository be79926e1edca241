internal import Messages

extension Metadata {
  /// The entries as they travel.
  var wireEntries: [RpcV1.MetadataEntry] {
    map { entry in
      var wire = RpcV1.MetadataEntry()
      wire.key = entry.key
      switch entry.content {
      case .text(let text): wire.value = text
      case .binary(let bytes): wire.binaryValue = bytes
      }
      return wire
    }
  }

  /// Metadata from entries that travelled.
  /// - Throws: the first rule that an entry breaks, as a sentence.
  init(checking wireEntries: [RpcV1.MetadataEntry]) throws(MetadataViolation) {
    for wire in wireEntries {
      let isBinaryKey = Metadata.isBinary(key: wire.key)
      if isBinaryKey ? !wire.value.isEmpty : !wire.binaryValue.isEmpty {
        throw MetadataViolation("metadata key \"\(wire.key)\" holds \(isBinaryKey ? "text" : "bytes")")
      }
    }
    self.init(wireEntries: wireEntries)
    if let violation { throw MetadataViolation(violation) }
  }

  private init(wireEntries: [RpcV1.MetadataEntry]) {
    self.init()
    for wire in wireEntries {
      if Metadata.isBinary(key: wire.key) {
        append(binary: wire.binaryValue, forKey: wire.key)
      } else {
        append(wire.value, forKey: wire.key)
      }
    }
  }

  /// The entries as an encoded OpenMetadata without a method: put behind another one, they are added to its entries.
  public var encodedOpenMetadata: [UInt8] {
    var open = RpcV1.OpenMetadata()
    open.entries = wireEntries
    return open.encodedBytes()
  }

  /// Bytes that the entries have at most when they are encoded.
  var encodedByteCountMax: Int {
    reduce(0) { sum, entry in
      let valueByteCount =
        switch entry.content {
        case .text(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        }
      // Tags and lengths: of the entry, its key and its value, lengths of up to 3 bytes.
      return sum + entry.key.utf8.count + valueByteCount + 12
    }
  }

  /// True when it breaks no rule and could be sent, if it is not too large.
  public var isValid: Bool { violation == nil }

  /// The first rule that an entry breaks, as a sentence; nil when all hold.
  var violation: String? {
    for entry in self {
      if let violation = Metadata.violation(ofKey: entry.key) { return violation }
      let isBinaryKey = Metadata.isBinary(key: entry.key)
      switch entry.content {
      case .binary where !isBinaryKey:
        return "metadata key \"\(entry.key)\" holds bytes but does not end in \"-bin\""
      case .text where isBinaryKey:
        return "metadata key \"\(entry.key)\" ends in \"-bin\" but holds text"
      case .text(let text) where text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }):
        return "the value of metadata key \"\(entry.key)\" contains a control character"
      default:
        continue
      }
    }
    return nil
  }

  /// Whether a key's values are bytes: by its bytes, since comparing text as people see it costs more than the rest.
  private static func isBinary(key: String) -> Bool {
    let suffix = key.utf8.suffix(4)
    return suffix.elementsEqual("-bin".utf8)
  }

  private static func violation(ofKey key: String) -> String? {
    guard (1...keyByteCountMax).contains(key.utf8.count) else {
      return "a metadata key has \(key.utf8.count) bytes; 1 to \(keyByteCountMax) are allowed"
    }
    if key.utf8.allSatisfy({ isGoodInKey($0) }) { return nil }
    return "metadata key \"\(key)\" has other characters than lower-case letters, digits, '-', '_' and '.'"
  }

  /// Whether a byte may stand in a key.
  static func isGoodInKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
