import ClientKit
import Testing

@testable import CommandLineClient

@Suite("When to try again")
struct RetryScheduleTests {
  @Test("waits double up to three seconds")
  func doubling() {
    var schedule = RetrySchedule(budget: .seconds(3600))
    let waits = (0..<8).map { _ in schedule.nextDelay(elapsed: .zero, askedFor: nil, jitter: 0) }
    #expect(
      waits
        == [100, 200, 400, 800, 1600, 3000, 3000, 3000].map { .milliseconds($0) }
    )
  }

  @Test("jitter shortens a wait by a fifth at most")
  func jitter() {
    var schedule = RetrySchedule(budget: .seconds(3600))
    #expect(schedule.nextDelay(elapsed: .zero, askedFor: nil, jitter: 1) == .milliseconds(80))
  }

  @Test("a wait that the server asks for is kept to")
  func askedFor() {
    var schedule = RetrySchedule(budget: .seconds(30))
    #expect(schedule.nextDelay(elapsed: .zero, askedFor: .seconds(7), jitter: 1) == .seconds(7))
    #expect(schedule.nextDelay(elapsed: .seconds(10), askedFor: .seconds(20), jitter: 0) == nil)
  }

  @Test("there is no attempt that would begin after the budget")
  func budget() {
    var schedule = RetrySchedule(budget: .seconds(30))
    #expect(schedule.nextDelay(elapsed: .milliseconds(29_899), askedFor: nil, jitter: 0) == .milliseconds(100))
    #expect(schedule.nextDelay(elapsed: .milliseconds(29_800), askedFor: nil, jitter: 0) == nil)
  }

  @Test("attempts are bounded whatever the time")
  func attempts() {
    var schedule = RetrySchedule(budget: .seconds(86_400))
    var count = 1
    while schedule.nextDelay(elapsed: .zero, askedFor: nil, jitter: 0) != nil { count += 1 }
    #expect(count == RetrySchedule.attemptsMax)
  }

  @Test("a silent peer cannot use up the time for a second attempt")
  func attemptTimeout() {
    let schedule = RetrySchedule(budget: .seconds(30))
    #expect(schedule.attemptTimeout(elapsed: .zero) == .seconds(15))
    #expect(schedule.attemptTimeout(elapsed: .seconds(20)) == .seconds(10))
    #expect(RetrySchedule(budget: .seconds(4)).attemptTimeout(elapsed: .zero) == .seconds(4))
  }
}
