import RPC
import Testing

@Suite("Pauses before an address is tried again")
struct BackoffTests {
  private func pauses(_ backoff: Backoff, _ count: Int, random: Double) -> [Int64] {
    var backoff = backoff
    return (0..<count).map { _ in backoff.nextPauseNanoseconds(random: random) / 1_000_000 }
  }

  @Test("pauses grow by the factor up to the longest")
  func growth() {
    var backoff = Backoff()
    backoff.pauseMinMilliseconds = 100
    backoff.pauseMaxMilliseconds = 1_000
    backoff.factor = 2
    #expect(pauses(backoff, 6, random: 0.5) == [100, 200, 400, 800, 1_000, 1_000])
  }

  @Test("the jitter makes a pause shorter or longer by its part at most, also the longest one")
  func jitter() {
    var backoff = Backoff()
    backoff.pauseMinMilliseconds = 1_000
    backoff.pauseMaxMilliseconds = 1_000
    backoff.jitter = 0.25
    #expect(pauses(backoff, 2, random: 0) == [750, 750])
    #expect((1_249...1_250).contains(pauses(backoff, 1, random: 0.9999)[0]))
  }

  @Test("after a success pauses are short again")
  func reset() {
    var backoff = Backoff()
    let first = backoff.nextPauseNanoseconds(random: 0.5)
    #expect(backoff.nextPauseNanoseconds(random: 0.5) > first)
    backoff.reset()
    #expect(backoff.nextPauseNanoseconds(random: 0.5) == first)
  }

  @Test("a thousand failures do not let the pause grow beyond its bound")
  func bounded() {
    var backoff = Backoff()
    let longest = (0..<1_000).map { _ in backoff.nextPauseNanoseconds(random: 0.9999) }.max() ?? 0
    #expect(longest <= 6_250_000_000)
  }
}
