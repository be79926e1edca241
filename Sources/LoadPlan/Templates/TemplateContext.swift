package import ClientKit
import Foundation

/// Where a request stands in a run: whose it is, the how-manieth, and what came before it.
package struct TemplateContext: Sendable {
  /// Number of the worker, from 0.
  package let worker: Int
  /// How many workers there are, 1 or more.
  package let workerCount: Int
  /// A text that no other run has, for identifiers that must not meet those of an earlier run.
  package let run: String
  /// Which iteration of this worker it is, from 0.
  package private(set) var iteration: UInt64 = 0
  /// The answers of this iteration, by the names of their steps.
  package var answers: [String: JSONValue] = [:]
  /// The rows chosen at random in this iteration, by file: columns of one file are then of one row.
  private var chosenRows: [String: Int] = [:]
  private let unixNanoseconds: @Sendable () -> Int64

  /// - Parameter unixNanoseconds: The clock: nanoseconds since 1970-01-01T00:00:00Z.
  package init(
    worker: Int = 0,
    workerCount: Int = 1,
    run: String = RandomText.next(),
    unixNanoseconds: @escaping @Sendable () -> Int64 = Self.systemUnixNanoseconds
  ) {
    precondition(workerCount > 0 && (0..<workerCount).contains(worker), "worker \(worker) of \(workerCount)")
    self.worker = worker
    self.workerCount = workerCount
    self.run = run
    self.unixNanoseconds = unixNanoseconds
  }

  /// Begins an iteration: answers and chosen rows of the one before are forgotten.
  package mutating func begin(iteration: UInt64) {
    self.iteration = iteration
    answers.removeAll(keepingCapacity: true)
    chosenRows.removeAll(keepingCapacity: true)
  }

  /// Number of the iteration among those of all workers: with every iteration of every worker, each number from 0 comes
  /// up once. Nil when it is beyond 64 bits.
  var overallIndex: UInt64? {
    let (product, isBeyond) = iteration.multipliedReportingOverflow(by: UInt64(workerCount))
    let (sum, isBeyondToo) = product.addingReportingOverflow(UInt64(worker))
    return isBeyond || isBeyondToo ? nil : sum
  }

  /// Nanoseconds since 1970-01-01T00:00:00Z.
  var nowUnixNanoseconds: Int64 { unixNanoseconds() }

  /// The row of a table that this iteration uses.
  mutating func randomRow(of table: CSVTable, random: inout some RandomNumberGenerator) -> Int {
    if let row = chosenRows[table.name] { return row }
    let row = Int.random(in: table.rows.indices, using: &random)
    chosenRows[table.name] = row
    return row
  }

  /// The machine's clock.
  @Sendable
  package static func systemUnixNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
