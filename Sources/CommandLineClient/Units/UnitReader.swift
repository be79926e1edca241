import Messages
import RPC
import Services

/// Reads administrative units through the gateway.
struct UnitReader: Sendable {
  let channel: any Channel
  let options: CallOptions

  /// A unit by its code on a day; empty = today.
  ///
  /// - Throws: `RPCError` NOT_FOUND when no unit has the code then.
  func unit(_ code: String, on day: String) async throws -> RegistryV1.UnitDetails {
    var request = RegistryV1.GetUnitRequest()
    request.code = code
    request.on = day
    return try await RegistryV1.RegistryClient(channel: channel).getUnit(request, options: options)
  }
}
