/// One timer for all deadlines of many calls: set for the earliest that was noted; whoever owns it looks through its
/// open calls when it fires. A call costs a comparison, since later calls mostly have later deadlines.
struct DeadlineSweep {
  private let driver: any LoopDriver
  private var earliestNanoseconds = Int64.max
  private var timer: (any LoopTimer)?

  /// The timer never fires sooner than this after it was set, so that a flood of short deadlines cannot keep it firing.
  private static let delayMinNanoseconds: Int64 = 1_000_000

  init(driver: any LoopDriver) {
    self.driver = driver
  }

  /// True when the timer has to be set anew for this deadline: asked first, so that other calls cost no more than that.
  func isEarliest(_ deadlineNanoseconds: Int64) -> Bool { deadlineNanoseconds < earliestNanoseconds }

  mutating func note(_ deadlineNanoseconds: Int64, fire: @escaping @Sendable () -> Void) {
    timer?.cancel()
    earliestNanoseconds = deadlineNanoseconds
    let delay = max(DeadlineSweep.delayMinNanoseconds, deadlineNanoseconds - driver.nowNanoseconds)
    timer = driver.schedule(afterNanoseconds: delay, fire)
  }

  /// The timer has fired: the owner notes again what is still open.
  mutating func fired() {
    timer = nil
    earliestNanoseconds = .max
  }

  mutating func stop() {
    timer?.cancel()
    fired()
  }
}
