public import Wire

/// Decides where calls go that a server does not answer itself: the part of a gateway that is policy. The forwarding is
/// done by the connections: frames go from one to the other with a new stream number and a new prelude; metadata and
/// messages are copied as bytes, once, from one socket's buffer into the other's, and never decoded.
public protocol CallRelay: Sendable {
  /// Where a call goes. Called on the event loop for each OPEN of a method that the server's router does not have; must
  /// not block. The target's channel has to be on the same loop as the server.
  func route(_ call: RelayedOpen) -> RelayDecision
}

/// What becomes of a call that a relay was asked about.
public enum RelayDecision: Sendable {
  /// It goes to this channel; the lease, when there is one, follows the call.
  case forward(to: ClientChannel, lease: (any RelayLease)? = nil)
  /// It is answered with this error; `origin` becomes `.proxy`.
  case refuse(RPCError)
  /// Nobody is known who has the method: UNIMPLEMENTED.
  case notFound
}

/// An OPEN that a relay is asked about. Valid during `CallRelay.route` only.
public struct RelayedOpen {
  /// The prelude as it came.
  public let prelude: OpenPrelude
  /// The encoded OpenMetadata.
  public private(set) var metadata: UnsafeRawBufferPointer
  let view: OpenMetadataView
  /// The whole request, when it came in the OPEN.
  public let message: UnsafeRawBufferPointer?
  /// True when that is its compressed form.
  public let isCompressed: Bool
  /// True when the caller sends nothing more.
  public let endsStream: Bool
  /// When its bytes were received, by the loop's clock.
  public let arrivedNanoseconds: Int64
  /// The connection it came on.
  let facts: ConnectionFacts

  /// Who calls: "tcp:127.0.0.1:51234".
  public var peer: String { facts.peer }

  /// What the transport has verified of who calls.
  public var peerIdentity: PeerIdentity { facts.identity }

  /// Who calls, as an admission interceptor has verified it; nil where none did.
  public internal(set) var caller: Caller?

  /// Who calls, to count by: the verified caller; else of the certificate, the process or the address, whichever says
  /// most.
  public var callerKey: String { Caller.key(caller, connectionKey: facts.callerKey) }

  /// The same with other bytes for its metadata, which hold the same and more.
  func with(metadata: UnsafeRawBufferPointer) -> RelayedOpen {
    var open = self
    open.metadata = metadata
    return open
  }

  /// The method as bytes, to be looked up without making text.
  public var methodBytes: UnsafeRawBufferPointer { view.method }

  /// The method as text: "ocop.registry.v1.Registry/GetRecord".
  public var method: String { String(decoding: view.method, as: UTF8.self) }

  /// The method as text for logs and lists: cut, since it comes from outside.
  var shownMethod: String { String(decoding: view.method.prefix(200), as: UTF8.self) }

  /// The method's service as bytes, to be compared without making text: "ocop.registry.v1.Registry"; nil without a "/".
  public var serviceBytes: UnsafeRawBufferPointer? { view.service }

  /// The method's service as text.
  public var service: String? { view.service.map { String(decoding: $0, as: UTF8.self) } }
}
