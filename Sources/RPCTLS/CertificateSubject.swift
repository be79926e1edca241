/// Reads the common name out of a certificate (RFC 5280, 4.1), which SwiftNIO's TLS does not tell.
enum CertificateSubject {
  private static let sequence: UInt8 = 0x30
  private static let set: UInt8 = 0x31
  private static let objectIdentifier: UInt8 = 0x06
  private static let version: UInt8 = 0xA0
  /// UTF8String, PrintableString, IA5String: those whose bytes are UTF-8.
  private static let texts: Set<UInt8> = [0x0C, 0x13, 0x16]
  /// id-at-commonName, 2.5.4.3.
  private static let commonName: [UInt8] = [0x55, 0x04, 0x03]

  /// The last common name of the subject, which is the most specific one; nil when there is none that is text.
  static func commonName(ofDER bytes: [UInt8]) -> String? {
    var outer = DERReader(bytes[...])
    guard let certificate = outer.next(sequence) else { return nil }
    var inner = DERReader(certificate)
    guard let toBeSigned = inner.next(sequence) else { return nil }
    var fields = DERReader(toBeSigned)
    if fields.nextTag == version { _ = fields.next() }
    // Serial number, algorithm, issuer, validity; then the subject.
    for _ in 0..<4 { _ = fields.next() }
    guard let subject = fields.next(sequence) else { return nil }
    var found: String?
    var relativeNames = DERReader(subject)
    while let relativeName = relativeNames.next(set) {
      var attributes = DERReader(relativeName)
      while let attribute = attributes.next(sequence) {
        var parts = DERReader(attribute)
        guard let kind = parts.next(objectIdentifier), Array(kind) == commonName, let value = parts.next() else {
          continue
        }
        guard texts.contains(value.tag), let text = String(validating: value.content, as: UTF8.self) else { continue }
        if !text.isEmpty && text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) { found = text }
      }
    }
    return found
  }
}
