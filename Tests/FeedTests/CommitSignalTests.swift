import Testing

@testable import Feed

@Suite(.timeLimit(.minutes(1))) struct CommitSignalTests {
  private let forever = Duration.seconds(3_600)

  @Test("who waits for a commit sleeps until there is one")
  func wakes() async throws {
    let signal = CommitSignal()
    let isAwake = Flag()
    let generation = signal.generation
    let waiting = Task {
      await signal.wait(after: generation, atMost: forever)
      isAwake.set()
    }
    for _ in 0..<1_000 { await Task.yield() }
    #expect(!isAwake.isSet)
    signal.note()
    await waiting.value
  }

  @Test("a commit between the look at the log and the wait is not missed")
  func notMissed() async throws {
    let signal = CommitSignal()
    let generation = signal.generation
    signal.note()
    await signal.wait(after: generation, atMost: forever)
  }

  @Test("a wait ends with its time and with its task")
  func ends() async throws {
    let signal = CommitSignal()
    await signal.wait(after: signal.generation, atMost: .milliseconds(1))
    let waiting = Task { await signal.wait(after: signal.generation, atMost: forever) }
    waiting.cancel()
    await waiting.value
  }
}
