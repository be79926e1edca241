package import ArgumentParser
import Identity
import RPCSocket

/// Options of who we are.
package struct TokenOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Call with the token in this file (ocop identity issue).",
      discussion: "Without it OCOP_TOKEN_FILE is taken from the environment, if it is set.",
      valueName: "file"
    )
  )
  package var tokenFile: String?

  @Flag(
    name: .long,
    help: "Send the token to another machine without TLS: whoever listens on the way can use it as well."
  )
  package var allowPlainToken = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "For whom this is done, where that is somebody else: the audit log names both. It gives no right.",
      valueName: "name"
    )
  )
  package var onBehalfOf: String?

  /// Most characters of a name that the audit log takes.
  package static let onBehalfOfCountMax = 128

  package init() {}

  package mutating func validate() throws {
    guard let onBehalfOf else { return }
    guard (1...Self.onBehalfOfCountMax).contains(onBehalfOf.count) else {
      throw ValidationError("--on-behalf-of is a name of 1 to \(Self.onBehalfOfCountMax) characters.")
    }
  }

  /// Adds who we are, and for whom we act.
  ///
  /// - Throws: ``CommandFailure`` when the file holds no token, or the token would travel for everybody to read.
  package func apply(to address: inout GatewayAddress, environment: [String: String]) throws {
    address.onBehalfOf = onBehalfOf
    let variable = environment["OCOP_TOKEN_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    guard let path = tokenFile ?? variable else { return }
    address.token = try TokenFile.read(path)
    guard address.tls == nil, !allowPlainToken, !address.endpoint.isOnThisMachineOnly else { return }
    throw CommandFailure(
      .usage,
      "the token would travel to \(address.endpoint) for everybody on the way to read: reach the gateway over TLS "
        + "(--tls-ca FILE), or, in a network that you trust, add --allow-plain-token"
    )
  }
}
