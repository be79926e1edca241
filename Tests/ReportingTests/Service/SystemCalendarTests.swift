import Testing

@testable import Reporting

@Suite("Which day it is")
struct SystemCalendarTests {
  @Test(
    "the day turns at midnight in Vietnam, seven hours before it turns in Greenwich",
    arguments: [
      (1_636_045_199, "2021-11-04"), (1_636_045_200, "2021-11-05"), (1_636_131_599, "2021-11-05"),
      (-25_201, "1969-12-31"),
      (-25_200, "1970-01-01"),
    ]
  )
  func turnsAtMidnight(seconds: Int, expected: String) {
    #expect(SystemCalendar.day(atUnixSeconds: seconds) == day(expected))
  }
}
