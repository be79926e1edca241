#if TLS
  internal import Glibc
  internal import Logging
  internal import NIOCore
  internal import NIOSSL
  internal import Synchronization

  /// What new connections use, and the connections that are open and have to hear of certificates that were revoked.
  final class CurrentMaterial: Sendable {
    /// Fired at every connection that is open when other certificates may be revoked.
    struct Changed: Sendable {}

    private struct State {
      var material: TLSMaterial?
      var open: [ObjectIdentifier: any NIOCore.Channel] = [:]
      var hasToldOfAge = false
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
      self.logger = logger
    }

    var context: NIOSSLContext? { state.withLock { $0.material?.context } }

    /// True when certificates can be revoked here.
    var hasRevocation: Bool { state.withLock { $0.material?.revoked != nil } }

    /// When a certificate was revoked, in seconds since 1970; nil when it was not.
    func revocationSeconds(of certificate: CertificateFields) -> Int64? {
      let now = Int64(time(nil))
      let (seconds, dueSeconds) = state.withLock { state -> (Int64?, Int64?) in
        guard let revoked = state.material?.revoked else { return (nil, nil) }
        var due: Int64?
        if !state.hasToldOfAge, let next = revoked.nextSeconds, next < now {
          state.hasToldOfAge = true
          due = next
        }
        return (revoked.revocationSeconds(of: certificate), due)
      }
      if let dueSeconds {
        logger.warning(
          "a list of revoked certificates should have been replaced; what it holds is refused all the same",
          metadata: ["due": "\(CertificateTime.text(dueSeconds))"]
        )
      }
      return seconds
    }

    /// Uses other material from now on, and has open connections look whether their peers are still to be talked to.
    func replace(by material: TLSMaterial) {
      let (open, isOther) = state.withLock { state -> ([any NIOCore.Channel], Bool) in
        let isOther = state.material?.revoked != material.revoked
        state.material = material
        // Whether they are old was said when they were read.
        state.hasToldOfAge = material.revoked?.nextSeconds.map { $0 < Int64(time(nil)) } ?? false
        return (Array(state.open.values), isOther)
      }
      guard isOther else { return }
      for channel in open { channel.pipeline.fireUserInboundEventTriggered(Changed()) }
    }

    /// A connection can be used: it is told of changes until it is closed.
    func opened(_ channel: any NIOCore.Channel) {
      let key = ObjectIdentifier(channel)
      state.withLock { $0.open[key] = channel }
      channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.open.removeValue(forKey: key) } }
    }
  }
#endif
