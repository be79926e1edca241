/// Told what happens on a server's connections: for metrics, and for whoever wants to look inside.
///
/// Everything is told on the server's loop, in order, so an observer needs no locks for what only the loop touches. It
/// is told of every call, so it has to be quick, and must not block.
public protocol ServerObserver: AnyObject, Sendable {
  /// A server begins to take connections. Told before everything else; one observer may be told of several servers.
  /// - Parameter admission: what the server takes on; its snapshot is for the loop.
  func serverStarted(_ admission: ServerAdmission)
  /// A connection can be used.
  func connectionOpened(_ connection: ServerConnection)
  /// A connection is over. The ends of its calls were told before.
  func connectionClosed(_ connection: ServerConnection)
  /// A connection was turned away, because too many are open.
  func connectionRefused()
  /// A connection was closed because its peer could not be verified, or is not to be talked to.
  /// - Parameter reason: a word out of a fixed, small set: "expired", "no_certificate".
  func connectionNotSecured(reason: String)
  /// A call has arrived. Its end will be told.
  func callStarted(_ call: any ObservedCall)
  /// A call is over. `call` says of it what `callStarted` was told, though it may be another object.
  func callEnded(_ call: any ObservedCall, _ end: CallEnd)
  /// A call was answered with an error instead of being started. Its end is not told.
  func callRefused(_ refusal: CallRefusal)
  /// A method that the server passes on, by its path as it came; nil when it was not learnt.
  func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod?
  /// A method that the server passes on exists: the service behind has answered a call of it, which was told as one of
  /// an unknown method and will end as one of this. Names that callers make up are not learnt.
  /// - Returns: nil when enough have been learnt.
  func learnRelayedMethod(_ path: String) -> RelayedMethod?
}

extension ServerObserver {
  /// Most observers look at calls.
  public func serverStarted(_ admission: ServerAdmission) {}
  /// Most observers look at calls.
  public func connectionNotSecured(reason: String) {}
}
