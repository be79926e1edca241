import LoadPlan
import Testing

@Suite("Spans of time as text")
struct DurationTextTests {
  @Test(
    "a number with a unit is a span of time",
    arguments: [
      ("0s", .zero), ("1ns", .nanoseconds(1)), ("250us", .microseconds(250)), ("30ms", .milliseconds(30)),
      ("1.5s", .milliseconds(1_500)), ("0.000000001s", .nanoseconds(1)), ("10m", .seconds(600)),
      ("1000h", .seconds(3_600_000)), ("0.25h", .seconds(900)),
    ] as [(String, Duration)]
  )
  func durations(text: String, duration: Duration) {
    #expect(DurationText.duration(text) == duration)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", "s", "5", "5 s", "5sec", "-5s", "+5s", ".5s", "5.s", "1.2.3s", "0.5ns", "0.0000000001s", "1000.001h",
      "1001h", "9223372036854775807h", "99999999999999999999s", "٣s", "1e3s", "5S", "1.٣s",
    ]
  )
  func none(text: String) {
    #expect(DurationText.duration(text) == nil)
  }
}
