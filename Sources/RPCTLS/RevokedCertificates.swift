/// The certificates that were taken back, by all lists of a file.
struct RevokedCertificates: Hashable, Sendable {
  /// The lists, in the file's order.
  let lists: [RevocationList]
  private let secondsByIssuer: [[UInt8]: [[UInt8]: Int64]]

  /// Reads a file's text: one or more lists in PEM ("X509 CRL").
  /// - Throws: what is wrong, to be read after the file's path.
  init(pem bytes: [UInt8]) throws(PEMBlocks.Problem) {
    let blocks = try PEMBlocks.contents(of: bytes, label: "X509 CRL")
    // Nothing at all is no list of nothing: a file that was emptied by mistake would let everybody in again.
    guard !blocks.isEmpty else {
      throw PEMBlocks.Problem(text: "holds no list of revoked certificates in PEM (X509 CRL)")
    }
    var lists: [RevocationList] = []
    var seconds: [[UInt8]: [[UInt8]: Int64]] = [:]
    for (index, block) in blocks.enumerated() {
      do throws(RevocationList.Problem) {
        let list = try RevocationList(ofDER: block)
        // Authorities that follow one another may have the same name.
        seconds[list.issuer, default: [:]].merge(list.revokedSeconds) { min($0, $1) }
        lists.append(list)
      } catch {
        throw PEMBlocks.Problem(text: "list \(index + 1): the list \(error.text)")
      }
    }
    self.lists = lists
    secondsByIssuer = seconds
  }

  /// When a certificate was taken back, in seconds since 1970; nil when it was not.
  func revocationSeconds(of certificate: CertificateFields) -> Int64? {
    secondsByIssuer[certificate.issuer]?[certificate.serialNumber]
  }

  /// How many there are.
  var count: Int { secondsByIssuer.values.reduce(0) { $0 + $1.count } }

  /// When the first of the lists that say so should have been replaced; nil = none says.
  var nextSeconds: Int64? { lists.compactMap(\.nextSeconds).min() }
}
