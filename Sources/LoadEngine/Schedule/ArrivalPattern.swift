/// How calls come: on a schedule, or each when one before it has ended.
package enum ArrivalPattern: Sendable, Hashable {
  /// Closed loop: a call that ends is followed by the next one. It shows what a server can do, and hides how long
  /// callers would have waited while it stalled.
  case closed
  /// Open loop: calls are due when the profile says so, whatever became of those before.
  case scheduled(RateProfile, isPoisson: Bool)

  /// Highest rate that may be asked for, in calls per second.
  package static let perSecondMax = 10_000_000.0
  /// Longest stretch of a profile, in seconds: a day.
  package static let durationSecondsMax = 86_400.0

  /// The forms, for messages and help.
  package static let forms = """
    closed | constant R/s | poisson R/s | ramp A..B/s over D | steps A,B,C/s each D | spike A..B/s for D every D | \
    soak R/s; "poisson" in front of any of them makes arrivals random
    """

  /// Reads a pattern: "constant 1000/s", "poisson ramp 0..5k/s over 30s".
  ///
  /// - Throws: ``ArrivalPatternError`` with the word that makes no sense.
  package init(parsing text: String) throws(ArrivalPatternError) {
    var words = ArrivalWords(text)
    var name = try words.word()
    var isPoisson = false
    if name == "poisson" {
      isPoisson = true
      name = words.nextIsRate ? "constant" : try words.word()
    }
    if name == "closed", !isPoisson {
      try words.end()
      self = .closed
      return
    }
    let profile: RateProfile
    switch name {
    case "constant", "soak": profile = .constant(perSecond: try words.rates(count: 1...1, separator: ",")[0])
    case "ramp": profile = try ArrivalPattern.ramp(&words)
    case "steps": profile = try ArrivalPattern.steps(&words)
    case "spike": profile = try ArrivalPattern.spike(&words)
    default: throw words.failure("there is no arrival pattern \"\(name)\"")
    }
    try words.end()
    self = .scheduled(profile, isPoisson: isPoisson)
  }

  private static func ramp(_ words: inout ArrivalWords) throws(ArrivalPatternError) -> RateProfile {
    let rates = try words.rates(count: 2...2, separator: "..")
    try words.keyword("over")
    let seconds = try words.seconds()
    return RateProfile(
      segments: [RateSegment(durationSeconds: seconds, fromPerSecond: rates[0], toPerSecond: rates[1])]
    )
  }

  private static func steps(_ words: inout ArrivalWords) throws(ArrivalPatternError) -> RateProfile {
    let rates = try words.rates(count: 1...1000, separator: ",")
    try words.keyword("each")
    let seconds = try words.seconds()
    return RateProfile(
      segments: rates.map { RateSegment(durationSeconds: seconds, fromPerSecond: $0, toPerSecond: $0) }
    )
  }

  private static func spike(_ words: inout ArrivalWords) throws(ArrivalPatternError) -> RateProfile {
    let rates = try words.rates(count: 2...2, separator: "..")
    try words.keyword("for")
    let peakSeconds = try words.seconds()
    try words.keyword("every")
    let everySeconds = try words.seconds()
    guard everySeconds > peakSeconds else {
      throw words.failure("a spike must be shorter than the time from one to the next")
    }
    return RateProfile(
      segments: [
        RateSegment(durationSeconds: everySeconds - peakSeconds, fromPerSecond: rates[0], toPerSecond: rates[0]),
        RateSegment(durationSeconds: peakSeconds, fromPerSecond: rates[1], toPerSecond: rates[1]),
      ],
      continuation: .again
    )
  }
}
