import ArgumentParser

/// `ocop identity`
struct IdentityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract: "Make keys, and issue and revoke the tokens that say who calls.",
    discussion: """
      A token says who somebody is, what he does, and until when; a key signs it. The key belongs on a machine that \
      nobody reaches from outside: these commands need no gateway. Daemons know its public half only.

      From nothing to a first call:
        ocop identity new-key --id 2026-a --out 2026-a.key >> identity_keys
        ocop identity issue --key 2026-a.key --subject thu.dong-mo --role office --unit 06463@2025-07-01 \
      --audience lang-son --out thu.token
        ocop list producers --token-file thu.token
      """,
    subcommands: [
      NewKeyCommand.self, IssueCommand.self, ShowTokenCommand.self, RevokeCommand.self, RolesCommand.self,
    ]
  )
}
