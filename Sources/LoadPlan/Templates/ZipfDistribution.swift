import Foundation

/// Ranks 1 to n, of which rank k comes up in proportion to 1 / k^exponent (Zipf's law): few keys are asked for often,
/// most seldom.
final class ZipfDistribution: Sendable {
  /// Most ranks: each takes 8 bytes.
  static let rankMax = 1_000_000

  /// Share of the ranks up to and with each one.
  private let cumulativeShares: [Double]

  /// - Parameters:
  ///   - rankCount: 1 to ``rankMax``.
  ///   - exponent: 0 (all alike) or more.
  init(rankCount: Int, exponent: Double) {
    var sum = 0.0
    var sums: [Double] = []
    sums.reserveCapacity(rankCount)
    for rank in 1...rankCount {
      sum += pow(Double(rank), -exponent)
      sums.append(sum)
    }
    cumulativeShares = sums.map { $0 / sum }
  }

  var rankCount: Int { cumulativeShares.count }

  /// A rank, from 1.
  func rank(random: inout some RandomNumberGenerator) -> Int {
    let share = Double.random(in: 0..<1, using: &random)
    var low = 0
    var high = cumulativeShares.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulativeShares[middle] <= share { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }
}
