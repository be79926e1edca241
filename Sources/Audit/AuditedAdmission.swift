public import RPC

/// Admits calls as another interceptor does, and notes those that are refused for want of a right.
public struct AuditedAdmission: AdmissionInterceptor {
  private let decider: any AdmissionInterceptor
  private let refusals: AuditRefusals

  /// - Parameters:
  ///   - decider: Says who calls, and who may.
  ///   - refusals: Where refused calls are noted.
  public init(_ decider: any AdmissionInterceptor, refusals: AuditRefusals) {
    self.decider = decider
    self.refusals = refusals
  }

  /// See `AdmissionInterceptor`.
  public func admit(_ call: inout ArrivingCall) throws(RPCError) {
    do throws(RPCError) {
      try decider.admit(&call)
    } catch {
      if AuditRefusals.concerns(error) { refusals.note(AuditOrigin(refused: call), error) }
      throw error
    }
  }
}
