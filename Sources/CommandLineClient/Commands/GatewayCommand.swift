import ArgumentParser

/// `ocop gateway`
struct GatewayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Tell the gateway which processes get calls.",
    discussion: """
      A process that is drained gets no new calls; those that are running finish, and "ocop status" says how many they \
      are. Then it can be stopped without anybody noticing. The gateway forgets it when it is started anew.

      Examples:
        ocop gateway drain tcp:10.0.0.7:7401
        ocop status
        ocop gateway undrain tcp:10.0.0.7:7401
      """,
    subcommands: [DrainCommand.self, UndrainCommand.self]
  )
}
