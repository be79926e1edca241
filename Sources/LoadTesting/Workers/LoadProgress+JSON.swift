import ClientKit
import LoadEngine

extension LoadProgress {
  /// As a worker process writes it.
  var json: JSONValue {
    .members(
      ("elapsed_seconds", .number(String(elapsedSeconds))),
      ("is_warming_up", .bool(isWarmingUp)),
      ("due_rate", .number(String(dueRate))),
      ("ended_rate", .number(String(endedRate))),
      ("error_count", .number(String(errorCount))),
      ("p50_nanoseconds", .number(String(medianNanoseconds))),
      ("p99_nanoseconds", .number(String(percentile99Nanoseconds))),
      ("max_nanoseconds", .number(String(maxNanoseconds)))
    )
  }

  /// Nil when something is missing.
  init?(json: JSONValue) {
    func number(_ name: String) -> Double? {
      if case .number(let text)? = json[name] { Double(text) } else { nil }
    }
    guard let elapsed = number("elapsed_seconds"), case .bool(let isWarmingUp)? = json["is_warming_up"],
      let due = number("due_rate"), let ended = number("ended_rate"), let errors = number("error_count"),
      let median = number("p50_nanoseconds"), let percentile99 = number("p99_nanoseconds"),
      let max = number("max_nanoseconds")
    else { return nil }
    self.init(
      elapsedSeconds: elapsed,
      isWarmingUp: isWarmingUp,
      dueRate: due,
      endedRate: ended,
      errorCount: UInt64(errors),
      medianNanoseconds: UInt64(median),
      percentile99Nanoseconds: UInt64(percentile99),
      maxNanoseconds: UInt64(max)
    )
  }

  /// Of several workers together: rates and errors add up; of each latency the worst worker's is taken.
  static func together(_ all: [LoadProgress]) -> LoadProgress? {
    guard let first = all.first else { return nil }
    return all.dropFirst().reduce(first) { sum, one in
      LoadProgress(
        elapsedSeconds: max(sum.elapsedSeconds, one.elapsedSeconds),
        isWarmingUp: sum.isWarmingUp,
        dueRate: sum.dueRate + one.dueRate,
        endedRate: sum.endedRate + one.endedRate,
        errorCount: sum.errorCount + one.errorCount,
        medianNanoseconds: max(sum.medianNanoseconds, one.medianNanoseconds),
        percentile99Nanoseconds: max(sum.percentile99Nanoseconds, one.percentile99Nanoseconds),
        maxNanoseconds: max(sum.maxNanoseconds, one.maxNanoseconds)
      )
    }
  }
}
