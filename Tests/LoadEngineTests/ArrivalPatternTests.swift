import LoadEngine
import Testing

@Suite("An arrival pattern, written")
struct ArrivalPatternTests {
  @Test(
    "Every form is understood",
    arguments: [
      ("constant 1000/s", 10.0, 10_000.0), ("soak 2.5/s", 10, 25), ("poisson 5k/s", 10, 50_000),
      ("ramp 0..100/s over 10s", 10, 500), ("steps 1,2,3/s each 500ms", 1.5, 3), ("steps 10/s each 1m", 10, 100),
      ("spike 10..100/s for 1s every 10s", 10, 190), ("poisson ramp 0..1m/s over 1h", 3600, 1.8e9),
      ("  Constant   7/s ", 1, 7),
    ]
  )
  func forms(text: String, seconds: Double, callCount: Double) throws {
    guard case .scheduled(let profile, let isPoisson) = try ArrivalPattern(parsing: text) else {
      Issue.record("\(text) has no schedule")
      return
    }
    #expect(abs(profile.callCount(untilSeconds: seconds) - callCount) < 1e-6)
    #expect(isPoisson == text.hasPrefix("poisson"))
  }

  @Test("A closed loop has no schedule")
  func closed() throws {
    #expect(try ArrivalPattern(parsing: "closed") == .closed)
  }

  @Test(
    "What makes no sense is refused with the word that does not",
    arguments: [
      ("", "missing"), ("fast", "no arrival pattern \"fast\""), ("constant", "missing"),
      ("constant 10", "\"10\" is no rate"),
      ("constant -1/s", "\"-1\" is no rate"), ("constant 0/s", "above 0"), ("constant nan/s", "\"nan\" is no rate"),
      ("constant 10/s please", "\"please\" is too much"), ("ramp 1/s over 3s", "has 1 rates, 2 wanted"),
      ("ramp 1..2/s for 3s", "\"over\" is wanted where \"for\" stands"), ("ramp 1..2/s over 3", "\"3\" is no duration"),
      ("ramp 1..2/s over 0s", "not from 1ms to 24h"), ("steps 1,x/s each 1s", "\"x\" is no rate"),
      ("spike 1..2/s for 5s every 5s", "shorter"), ("closed 10/s", "\"10/s\" is too much"),
      ("poisson closed", "no arrival pattern \"closed\""), ("constant 1e9/s", "\"1e9\" is no rate"),
      ("ramp 1..2/s over nans", "is no duration"), ("ramp 1..2/s over 25h", "not from 1ms to 24h"),
    ]
  )
  func refusals(text: String, words: String) {
    let error = #expect(throws: ArrivalPatternError.self) { try ArrivalPattern(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "nothing")")
  }
}
