import Testing

@testable import RPC

/// Goal: a caller is counted under one name, which it cannot choose freely.
@Suite struct CallerKeyTests {
  private func certificate(_ uris: [String], _ names: [String], _ common: String?) -> PeerIdentity {
    PeerIdentity(
      process: PeerProcess(processID: 7, userID: 1000, groupID: 1000),
      certificate: PeerCertificate(commonName: common, dnsNames: names, uris: uris, notValidAfterSeconds: 0)
    )
  }

  @Test("what says most of a caller names it: certificate, user, address")
  func order() {
    #expect(CallerKey.key(certificate(["spiffe://o/a"], ["b"], "c"), peer: "tcp:1.2.3.4:5") == "spiffe://o/a")
    #expect(CallerKey.key(certificate([], ["b"], "c"), peer: "tcp:1.2.3.4:5") == "dns:b")
    #expect(CallerKey.key(certificate([], [], "c"), peer: "tcp:1.2.3.4:5") == "cn:c")
    #expect(CallerKey.key(certificate([], [], nil), peer: "unix (pid 7, uid 1000)") == "uid:1000")
    #expect(CallerKey.key(PeerIdentity(), peer: "unknown") == "unknown")
  }

  @Test(
    "an address counts without its port, and of IPv6 the network",
    arguments: [
      ("tcp:10.0.0.7:51234", "tcp:10.0.0.7"), ("tcp:[2001:db8:0:1:2:3:4:5]:80", "tcp:[2001:db8:0:1::/64]"),
      ("tcp:[2001:db8:0:1:ffff::9]:81", "tcp:[2001:db8:0:1::/64]"), ("tcp:[::1]:1", "tcp:[0:0:0:0::/64]"),
      ("tcp:[::ffff:10.0.0.7]:5", "tcp:10.0.0.7"), ("tcp:[fe80::1%eth0]:5", "tcp:[fe80:0:0:0::/64]"),
      ("tcp:[what]:5", "tcp:[what]"),
    ]
  )
  func address(peer: String, key: String) {
    #expect(CallerKey.key(PeerIdentity(), peer: peer) == key)
  }
}
