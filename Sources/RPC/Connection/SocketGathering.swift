/// Whether the end of a read cycle waits until other sockets that are ready were read, too. Answers that go out
/// together wake a peer once, where one after another they wake it each time; but waiting costs something itself, and
/// is for nothing where one socket at a time is ready, as with few calls. So it is tried now and then, and goes on
/// while it gathers something.
struct SocketGathering {
  /// Cycles that do not wait after one that has waited for nothing.
  private static let cyclesBetweenTrials = 32

  private var cyclesLeft = 0

  /// Asked once for each cycle.
  mutating func waitsForOthers() -> Bool {
    if cyclesLeft == 0 { return true }
    cyclesLeft -= 1
    return false
  }

  /// A cycle has waited; so many sockets were read in it.
  mutating func note(socketCount: Int) {
    cyclesLeft = socketCount > 1 ? 0 : SocketGathering.cyclesBetweenTrials
  }
}
