/// What of a certificate (RFC 5280, 4.1) SwiftNIO's TLS does not tell, or not byte for byte.
struct CertificateFields: Hashable, Sendable {
  private static let version: UInt8 = 0xA0

  /// Tells this certificate from all others of its issuer; without zeros at the front.
  let serialNumber: [UInt8]
  /// The encoded name of whoever made it.
  let issuer: [UInt8]
  /// The encoded name of whoever it is about.
  let subject: [UInt8]

  /// Reads a certificate; nil when the bytes are none.
  init?(ofDER bytes: [UInt8]) {
    var outer = DERReader(bytes[...])
    guard let certificate = outer.next(DERTag.sequence) else { return nil }
    var inner = DERReader(certificate)
    guard let toBeSigned = inner.next(DERTag.sequence) else { return nil }
    var fields = DERReader(toBeSigned)
    if fields.nextTag == CertificateFields.version { _ = fields.next() }
    guard let serialNumber = fields.next(DERTag.integer), fields.next(DERTag.sequence) != nil,
      let issuer = fields.next(DERTag.sequence), fields.next(DERTag.sequence) != nil,
      let subject = fields.next(DERTag.sequence)
    else { return nil }
    self.serialNumber = DERReader.withoutLeadingZeros(serialNumber)
    self.issuer = Array(issuer)
    self.subject = Array(subject)
  }

  /// The serial number as openssl prints it: "4F0A".
  var serialText: String { CertificateFields.text(serialNumber) }

  static func text(_ serialNumber: [UInt8]) -> String {
    serialNumber.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }
}
