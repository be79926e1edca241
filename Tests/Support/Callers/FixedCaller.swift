public import RPC

/// Tells every handler the same caller, as if it had been verified.
public struct FixedCaller: AdmissionInterceptor {
  private let caller: Caller

  /// That caller.
  public init(_ caller: Caller) {
    self.caller = caller
  }

  /// See `AdmissionInterceptor`.
  public func admit(_ call: inout ArrivingCall) throws(RPCError) {
    call.identify(as: caller)
  }
}
