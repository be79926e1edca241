/// Whether a loop refuses so many calls that it should look at its sockets less often. A value; it is told the time.
///
/// A refusal takes little, but each time a loop wakes up for a single one it takes a processor from who works on the
/// calls that were admitted, and leaves it with cold caches: at four times what a service manages that cost a fifth of
/// its answers. A loop that rests for a moment finds several calls at once, as network cards do that interrupt less
/// often the more comes in.
struct SheddingPace: Sendable {
  /// How long a rest takes, in nanoseconds: little beside what a refused caller is told to wait.
  static let restNanoseconds: Int64 = 1_000_000
  /// How long a window is in which refusals are counted, in nanoseconds.
  private static let windowNanoseconds: Int64 = 10_000_000
  /// Refusals in a window from which on the next one has rests: 2,000 a second.
  private static let refusalsMin = 20

  private var windowEndNanoseconds: Int64 = 0
  private var refusalCount = 0
  private var isFast = false

  /// A call was refused because of overload. Returns whether the loop should rest before it looks at its sockets again.
  mutating func noteRefusal(nowNanoseconds now: Int64) -> Bool {
    if now >= windowEndNanoseconds {
      let isNextWindow = now < windowEndNanoseconds + SheddingPace.windowNanoseconds
      isFast = isNextWindow && refusalCount >= SheddingPace.refusalsMin
      refusalCount = 0
      windowEndNanoseconds = now + SheddingPace.windowNanoseconds
    }
    refusalCount += 1
    return isFast
  }
}
