/// One run through the steps of a scenario.
package final class LoadIteration {
  /// Counted up over all iterations of a worker.
  package let number: UInt64
  /// Answers that later steps may read, by the step's place in its scenario.
  package internal(set) var answers: [Int: [UInt8]] = [:]
  /// Whatever the sources of its requests want to keep from step to step.
  package var context: AnyObject?
  let entry: Int
  let arrivedNanoseconds: Int64
  var step = 0

  init(number: UInt64, entry: Int, arrivedNanoseconds: Int64) {
    self.number = number
    self.entry = entry
    self.arrivedNanoseconds = arrivedNanoseconds
  }
}
