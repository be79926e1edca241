/// Decides, when a call arrives, whether it is taken on. It sees what travels beside a call, never its messages:
/// authorisation decides from metadata only.
///
/// It runs on the connection's event loop, before anything of the request is decoded: it must not block, and should
/// take microseconds.
public protocol AdmissionInterceptor: Sendable {
  /// Lets the call go on by returning.
  /// - Throws: the status that the caller gets. `isNotProcessed` invites callers to repeat the call by themselves.
  func admit(_ call: inout ArrivingCall) throws(RPCError)
}
