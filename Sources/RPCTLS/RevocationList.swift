/// A list of the certificates that an authority has taken back (RFC 5280, 5), as far as it is needed to refuse them.
///
/// Its signature is not verified: SwiftNIO's TLS has nothing for that. Such a list is as trusted as the file of
/// authorities beside it, whoever can write one can write the other.
struct RevocationList: Hashable, Sendable {
  /// Thrown with what is wrong, to be read after "the list".
  struct Problem: Error, Hashable {
    let text: String

    init(_ text: String) {
      self.text = text
    }
  }

  /// The encoded name of the authority.
  let issuer: [UInt8]
  /// When it was made, in seconds since 1970.
  let madeSeconds: Int64
  /// When the next one is due at the latest; nil = it does not say.
  let nextSeconds: Int64?
  /// When each certificate was taken back, by its serial number.
  let revokedSeconds: [[UInt8]: Int64]

  /// Extensions that may be marked critical: number of the list, key of the authority; reason and date of an entry.
  private static let known: Set<[UInt8]> = [
    [0x55, 0x1D, 0x14], [0x55, 0x1D, 0x23], [0x55, 0x1D, 0x15], [0x55, 0x1D, 0x18],
  ]
  private static let deltaIndicator: [UInt8] = [0x55, 0x1D, 0x1B]
  private static let distributionPoint: [UInt8] = [0x55, 0x1D, 0x1C]

  /// Reads a list.
  /// - Throws: when it is damaged, or means something else than "exactly these certificates of this authority".
  init(ofDER bytes: [UInt8]) throws(Problem) {
    var outer = DERReader(bytes[...])
    guard let list = outer.next(DERTag.sequence), outer.isAtEnd else { throw Problem("is not one") }
    var parts = DERReader(list)
    guard let toBeSigned = parts.next(DERTag.sequence), parts.next(DERTag.sequence) != nil,
      let signature = parts.next(DERTag.bitString), signature.count > 1, parts.isAtEnd
    else { throw Problem("is cut off or not signed") }
    var fields = DERReader(toBeSigned)
    if fields.nextTag == DERTag.integer { _ = fields.next() }
    guard fields.next(DERTag.sequence) != nil, let issuer = fields.next(DERTag.sequence) else {
      throw Problem("does not say who made it")
    }
    guard let made = fields.nextTime() else { throw Problem("does not say when it was made") }
    self.issuer = Array(issuer)
    madeSeconds = made
    if fields.nextTag == DERTag.utcTime || fields.nextTag == DERTag.generalizedTime {
      guard let next = fields.nextTime() else { throw Problem("does not say when the next one is due") }
      nextSeconds = next
    } else {
      nextSeconds = nil
    }
    var revoked: [[UInt8]: Int64] = [:]
    if fields.nextTag == DERTag.sequence {
      guard let content = fields.next(DERTag.sequence) else { throw Problem("is damaged") }
      var entries = DERReader(content)
      while !entries.isAtEnd {
        let (serialNumber, seconds) = try RevocationList.entry(&entries, number: revoked.count + 1)
        revoked[serialNumber] = seconds
      }
    }
    revokedSeconds = revoked
    if fields.nextTag == DERTag.explicitZero {
      guard let wrapped = fields.next(DERTag.explicitZero) else { throw Problem("is damaged") }
      try RevocationList.checkExtensions(wrapped)
    }
    guard fields.isAtEnd else { throw Problem("has something behind its end") }
  }

  /// The authority's common name, for people.
  var issuerText: String { CertificateSubject.commonName(ofName: issuer) ?? "an authority without a common name" }

  private static func entry(
    _ entries: inout DERReader,
    number: Int
  ) throws(Problem) -> (serialNumber: [UInt8], seconds: Int64) {
    guard let content = entries.next(DERTag.sequence) else { throw Problem("is damaged at its entry \(number)") }
    var fields = DERReader(content)
    guard let serialNumber = fields.next(DERTag.integer), let seconds = fields.nextTime() else {
      throw Problem("is damaged at its entry \(number)")
    }
    if fields.nextTag == DERTag.sequence, let extensions = fields.next() {
      try checkEach(extensions.content)
    }
    guard fields.isAtEnd else { throw Problem("is damaged at its entry \(number)") }
    return (DERReader.withoutLeadingZeros(serialNumber), seconds)
  }

  private static func checkExtensions(_ wrapped: ArraySlice<UInt8>) throws(Problem) {
    var reader = DERReader(wrapped)
    guard let extensions = reader.next(DERTag.sequence), reader.isAtEnd else { throw Problem("is damaged") }
    try checkEach(extensions)
  }

  /// Refuses what changes the meaning of the list and is not understood here.
  private static func checkEach(_ extensions: ArraySlice<UInt8>) throws(Problem) {
    var reader = DERReader(extensions)
    while !reader.isAtEnd {
      guard let content = reader.next(DERTag.sequence) else { throw Problem("is damaged in its extensions") }
      var parts = DERReader(content)
      guard let name = parts.next(DERTag.objectIdentifier) else { throw Problem("is damaged in its extensions") }
      guard parts.nextTag == DERTag.boolean, let critical = parts.next(DERTag.boolean), critical.first != 0 else {
        continue
      }
      if known.contains(Array(name)) { continue }
      switch Array(name) {
      case deltaIndicator: throw Problem("holds changes to another list only; put the whole one there")
      case distributionPoint: throw Problem("is of some of its authority's certificates only; put the whole one there")
      default: throw Problem("has a critical extension (\(CertificateFields.text(Array(name)))) that is not known here")
      }
    }
  }
}

extension DERReader {
  /// The next value, which must be a moment, in seconds since 1970.
  fileprivate mutating func nextTime() -> Int64? {
    guard let value = next() else { return nil }
    return CertificateTime.seconds(tag: value.tag, content: value.content)
  }
}
