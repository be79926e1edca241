import ArgumentParser

/// `ocop units`
struct UnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Administrative units: find one by name or code, see what lies below it and what became of it.",
    discussion: """
      A code alone does not tell a place: 06154 was another unit in 2021 than it is since July 2025. Every question is \
      therefore about a day, today when none is given.

      Examples:
        ocop units find "chi lang" --on 2021-11-05
        ocop units show 06463 --on 2021-11-05
        ocop units under 187 --on 2021-11-05
        ocop units became 06040
      """,
    subcommands: [
      UnitsFindCommand.self, UnitsShowCommand.self, UnitsUnderCommand.self, UnitsBecameCommand.self,
    ]
  )
}
