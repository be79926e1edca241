/// The last calls of one sort, a bounded number of them.
struct NotableCallRing {
  private let countMax: Int
  private var calls: [NotableCall] = []
  /// Where the next one goes, once all places are taken.
  private var next = 0

  init(countMax: Int) {
    self.countMax = countMax
  }

  mutating func append(_ call: NotableCall) {
    if calls.count < countMax {
      calls.append(call)
    } else if countMax > 0 {
      calls[next] = call
      next = (next + 1) % countMax
    }
  }

  /// In no order.
  var all: [NotableCall] { calls }
}
