import ArgumentParser

/// The search for the highest rate that a daemon holds.
struct CapacityOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Search the highest rate at which no --fail-if holds and --least-share is made.",
      discussion: """
        Each attempt is an open loop of --duration: the rate is doubled until it fails, and the gap then halved \
        until it is small. --arrival says whether arrivals are even or "poisson"; its rate is where the search begins.
        """
    )
  )
  var findCapacity = false

  @Option(name: .long, help: ArgumentHelp("Highest rate that is tried, in calls per second.", valueName: "rate"))
  var rateMax = 1_000_000.0

  @Option(
    name: .long,
    help: ArgumentHelp("How exactly: the gap at the end, as a part of the rate.", valueName: "share")
  )
  var precision = 0.05

  mutating func validate() throws {
    guard (1...10_000_000).contains(rateMax) else {
      throw ValidationError("--rate-max is a number from 1 to 10000000.")
    }
    guard (0.005...0.5).contains(precision) else {
      throw ValidationError("--precision is a number from 0.005 to 0.5.")
    }
  }
}
