/// Reads common names out of certificates (RFC 5280, 4.1.2.4), which SwiftNIO's TLS does not tell.
enum CertificateSubject {
  /// UTF8String, PrintableString, IA5String: those whose bytes are UTF-8.
  private static let texts: Set<UInt8> = [0x0C, 0x13, 0x16]
  /// id-at-commonName, 2.5.4.3.
  private static let commonName: [UInt8] = [0x55, 0x04, 0x03]

  /// The last common name of a certificate's subject, which is the most specific one; nil when there is none that is
  /// text.
  static func commonName(ofDER bytes: [UInt8]) -> String? {
    CertificateFields(ofDER: bytes).flatMap { commonName(ofName: $0.subject) }
  }

  /// The last common name in an encoded name; nil when there is none that is text.
  static func commonName(ofName name: [UInt8]) -> String? {
    var found: String?
    var relativeNames = DERReader(name[...])
    while let relativeName = relativeNames.next(DERTag.set) {
      var attributes = DERReader(relativeName)
      while let attribute = attributes.next(DERTag.sequence) {
        var parts = DERReader(attribute)
        guard let kind = parts.next(DERTag.objectIdentifier), Array(kind) == commonName, let value = parts.next() else {
          continue
        }
        guard texts.contains(value.tag), let text = String(validating: value.content, as: UTF8.self) else { continue }
        if !text.isEmpty && text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) { found = text }
      }
    }
    return found
  }
}
