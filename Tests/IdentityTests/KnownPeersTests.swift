import Messages
import RPC
import Testing

@testable import Identity

@Suite("Who is known by the connection") struct KnownPeersTests {
  private static let text = """
    # services
    certificate spiffe://ocop.example/gateway gateway gateway
    certificate listing.ocop.example          service listing
    certificate office.example office thu.dong-mo units=06463@2025-07-01,06466@2025-07-01
    unix-user 1001 producer htx.gia-cat producer=CT-CL-01
    """

  private func certificate(_ dns: [String] = [], _ uris: [String] = [], common: String? = nil) -> PeerIdentity {
    PeerIdentity(
      certificate: PeerCertificate(commonName: common, dnsNames: dns, uris: uris, notValidAfterSeconds: 0)
    )
  }

  @Test("certificates count by their alternative names, users by their number")
  func found() throws {
    let peers = try KnownPeers(fileText: Self.text, path: "peers")
    #expect(peers.count == 4)
    #expect(peers[certificate([], ["spiffe://ocop.example/gateway"])]?.isGateway == true)
    #expect(peers[certificate(["listing.ocop.example"])]?.caller.role == .service)
    #expect(peers[certificate(["listing.ocop.example"])]?.isGateway == false)
    #expect(peers[certificate(["office.example"])]?.caller.units.count == 2)
    let user = PeerIdentity(process: PeerProcess(processID: 1, userID: 1001, groupID: 1))
    #expect(peers[user]?.caller.producerID == "CT-CL-01")
  }

  @Test("a common name, another user and no identity are nobody")
  func unknown() throws {
    let peers = try KnownPeers(fileText: Self.text, path: "peers")
    #expect(peers[certificate(common: "listing.ocop.example")] == nil)
    #expect(peers[certificate(["LISTING.ocop.example.evil"])] == nil)
    #expect(peers[PeerIdentity(process: PeerProcess(processID: 1, userID: 0, groupID: 0))] == nil)
    #expect(peers[PeerIdentity()] == nil)
  }

  @Test("every line that is wrong is named with what is wrong")
  func wrong() throws {
    let text = """
      certificate a.example service
      certificate a.example boss x
      unix-user root service x
      unix-user 1 office x
      unix-user 2 office x units=187
      unix-user 3 producer x
      unix-user 4 service x producer=CT-1
      unix-user 5 auditor x colour=red
      unix-user 6 auditor x
      unix-user 6 auditor y
      password x service y
      """
    let error = #expect(throws: IdentityFileError.self) { try KnownPeers(fileText: text, path: "peers") }
    let problems = error?.problems ?? []
    #expect(problems.count == 10, "\(problems)")
    for (line, part) in [
      (1, "is not \"certificate NAME ROLE SUBJECT\""), (2, "\"boss\" is no role: gateway, province"),
      (3, "\"root\" is no number of a user: see it with id -u NAME"), (4, "names no unit"),
      (5, "\"187\" is no unit: CODE@YYYY-MM-DD"), (6, "does not say which"), (7, "is not a producer's"),
      (8, "\"colour=red\" is not understood"), (10, "user 6 is there twice"), (11, "write certificate or unix-user"),
    ] {
      #expect(problems.contains { $0.hasPrefix("peers:\(line): ") && $0.contains(part) }, "\(line): \(problems)")
    }
  }
}
