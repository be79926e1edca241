/// What an observer may know of a call. Nothing of its content: no metadata, no messages. Valid on the server's loop.
public protocol ObservedCall: AnyObject {
  /// The method, to count by.
  var observedMethod: ObservedMethod { get }
  /// The method's path: "ocop.registry.v1.Registry/GetRecord". Of a method that is not known, as the caller wrote it.
  var path: String { get }
  /// Whether the server passes the call on to another.
  var isRelayed: Bool { get }
  /// Whether the method answers with one message, so that its duration tells how quick the answer was.
  var hasOneResponse: Bool { get }
  /// Who calls: "tcp:127.0.0.1:51234".
  var peer: String { get }
  /// Who calls, to count by: of the certificate, the process or the address, whichever says most.
  var callerKey: String { get }
  /// Where it was passed on to, or last tried to be; nil when it is answered here.
  var targetAddress: String? { get }
  /// The call's number on its connection.
  var stream: UInt32 { get }
  /// When the bytes of its OPEN were received, by the loop's clock.
  var startedNanoseconds: Int64 { get }
  /// When its time runs out, by the loop's clock; nil = never.
  var deadlineNanoseconds: Int64? { get }
  /// W3C traceparent of the caller; empty when there is none.
  var traceparent: String { get }
  /// How often the call was tried before.
  var attempt: UInt8 { get }
  /// What has happened so far.
  var progress: CallProgress { get }
}

extension ObservedCall {
  /// Most calls are answered where they arrive.
  public var targetAddress: String? { nil }
}
