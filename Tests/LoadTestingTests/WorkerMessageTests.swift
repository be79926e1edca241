import ClientKit
import LoadEngine
import LoadStatistics
import Testing

@testable import LoadTesting

@Suite("What a worker process says")
struct WorkerMessageTests {
  static let progress = LoadProgress(
    elapsedSeconds: 2.5,
    isWarmingUp: true,
    dueRate: 100,
    endedRate: 99.5,
    errorCount: 3,
    medianNanoseconds: 1_000,
    percentile99Nanoseconds: 2_000,
    maxNanoseconds: 3_000
  )

  @Test("Each message is one line and is read back as it was")
  func lines() throws {
    var result = LoadRunResult()
    result.counts.planned = 7
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: 12_345)
    result.sendLag = histogram.sparse
    let messages: [WorkerMessage] = [
      .ready, .progress(Self.progress), .report(WorkerReport(result: result, notices: ["one\ntwo"])),
      .failure(CommandFailure(.unavailable, "nobody there")),
    ]
    for message in messages {
      #expect(message.line.hasSuffix("\n") && message.line.dropLast().firstIndex(of: "\n") == nil)
      let read = try WorkerMessage(line: String(message.line.dropLast()))
      #expect(read.line == message.line)
    }
  }

  @Test("A line that no worker writes is refused", arguments: ["", "{}", "hello", "{\"result\": 1, \"notices\": []}"])
  func refusals(line: String) {
    #expect(throws: CommandFailure.self) { try WorkerMessage(line: line) }
  }

  @Test("An order survives the environment, and anything else there is refused")
  func orders() throws {
    let text = #"{"worker":3,"run":"abc","seed":"18446744073709551615","arrival":"constant 5/s"}"#
    let order = try #require(try WorkerOrder(environment: [WorkerOrder.variable: text]))
    #expect(order.worker == 3 && order.run == "abc" && order.seed == .max && order.arrivalText == "constant 5/s")
    #expect(order.text == text)
    #expect(try WorkerOrder(environment: [:]) == nil)
    #expect(throws: CommandFailure.self) { try WorkerOrder(environment: [WorkerOrder.variable: "7"]) }
  }

  @Test("Progress is shown once all workers have told of an interval: rates added, the worst latency")
  func board() throws {
    let board = ProgressBoard(workerCount: 2)
    #expect(!board.noteReady())
    #expect(board.noteReady())
    #expect(board.note(Self.progress, of: 0) == nil)
    #expect(board.note(Self.progress, of: 0) == nil)
    let slower = LoadProgress(
      elapsedSeconds: 2.5,
      isWarmingUp: true,
      dueRate: 50,
      endedRate: 50,
      errorCount: 1,
      medianNanoseconds: 500,
      percentile99Nanoseconds: 9_000_000,
      maxNanoseconds: 2
    )
    let all = try #require(board.note(slower, of: 1))
    #expect(all.dueRate == 150 && all.endedRate == 149.5 && all.errorCount == 4)
    #expect(all.medianNanoseconds == 1_000 && all.percentile99Nanoseconds == 9_000_000 && all.maxNanoseconds == 3_000)
    #expect(
      LiveLine.text(all, totalSeconds: 10)
        == "warm-up 3/10 s  150/s of 150 due  p50 1.00 µs  p99 9.00 ms  max 3.00 µs  4 ERRORS"
    )
  }
}
