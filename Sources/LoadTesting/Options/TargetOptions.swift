import ArgumentParser
import ClientKit
import Identity
import RPC
import RPCSocket

/// Whom to call, and who we are.
struct TargetOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The daemon: \"tcp:HOST:PORT\" or \"unix:PATH\". Given several times, connections are dealt to them in turn.",
      valueName: "endpoint"
    )
  )
  var target: [String] = []

  @OptionGroup(title: "Identity") var identity: TokenOptions
  @OptionGroup(title: "TLS") var security: SecurityOptions

  /// Most targets of one load.
  static let targetCountMax = 100

  /// The targets, or that of a scenario when none is given.
  ///
  /// - Throws: ``CommandFailure`` when there is none, one is no endpoint, or the other options do not fit together.
  func addresses(orElse scenarioTarget: String?, environment: [String: String]) throws -> [GatewayAddress] {
    let texts = target.isEmpty ? [scenarioTarget].compactMap { $0 } : target
    guard (1...Self.targetCountMax).contains(texts.count) else {
      throw CommandFailure(
        .usage,
        texts.isEmpty
          ? "--target ENDPOINT is missing: nothing is called that was not named"
          : "--target can be given \(Self.targetCountMax) times"
      )
    }
    return try texts.map { text in
      var address: GatewayAddress
      do {
        address = GatewayAddress(endpoint: try Endpoint(parsing: text))
      } catch {
        throw CommandFailure(.usage, "--target \(text): \(error)")
      }
      try security.apply(to: &address, environment: environment)
      try identity.apply(to: &address, environment: environment)
      return address
    }
  }
}

extension GatewayAddress {
  /// What calls carry to say who we are.
  var identityMetadata: Metadata {
    var metadata = Metadata()
    if let token { metadata.append("Bearer " + token, forKey: TokenInterceptor.key) }
    if let onBehalfOf { metadata.append(onBehalfOf, forKey: OnBehalfOfInterceptor.key) }
    return metadata
  }
}
