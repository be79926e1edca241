import LoadEngine

/// How much load is made, how long, over what.
struct LoadPace: Sendable {
  var arrivalText = "closed"
  var arrival = ArrivalPattern.closed
  var duration = Duration.seconds(10)
  var warmUp = Duration.seconds(1)
  var timeout = Duration.seconds(10)
  /// Of all workers together.
  var connectionCount = 1
  /// On each connection.
  var inFlight = 64
  var workerCount = 1
  var seed: UInt64

  /// Most intervals of a record over time: the record of a day must not take more memory than that of an hour.
  private static let intervalCountMax: Int64 = 600

  init(seed: UInt64) {
    self.seed = seed
  }

  /// Length of an interval of the record: a second, or as much as keeps them few.
  var intervalNanoseconds: Int64 {
    let seconds = duration.components.seconds
    return max(1, (seconds + Self.intervalCountMax - 1) / Self.intervalCountMax) * 1_000_000_000
  }

  /// Connections of a worker: as even as they can be dealt.
  func connectionCount(of worker: Int) -> Int {
    connectionCount / workerCount + (worker < connectionCount % workerCount ? 1 : 0)
  }

  /// What this load is called among people: "open loop, constant 1000/s".
  var loopText: String { arrival == .closed ? "closed loop" : "open loop, \(arrivalText)" }
}
