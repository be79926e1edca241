internal import Glibc

/// An axis of a chart: where values lie on it, and which of them are named.
struct ChartAxis {
  /// A named place.
  struct Tick {
    let value: Double
    /// Empty for a line without a name.
    let name: String
  }

  let least: Double
  let most: Double
  let isLogarithmic: Bool
  let ticks: [Tick]

  /// Where a value lies, from 0 to 1; values outside lie at the ends.
  func position(of value: Double) -> Double {
    let share =
      isLogarithmic
      ? (log10(max(value, least)) - log10(least)) / (log10(most) - log10(least)) : (value - least) / (most - least)
    return min(max(share, 0), 1)
  }

  /// An axis from zero, in steps of one, two or five times a power of ten.
  ///
  /// - Parameters:
  ///   - most: The largest value that is shown.
  ///   - name: What a value is called.
  static func linear(upTo most: Double, name: (Double) -> String) -> ChartAxis {
    let most = most > 0 && most.isFinite ? most : 1
    let magnitude = pow(10, floor(log10(most / 5)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { most / $0 <= 6 } ?? most
    let count = Int((most / step).rounded(.up))
    let ticks = (0...count).map { Tick(value: Double($0) * step, name: name(Double($0) * step)) }
    return ChartAxis(least: 0, most: Double(count) * step, isLogarithmic: false, ticks: ticks)
  }

  /// A logarithmic axis that holds values, with names at one, two and five times the powers of ten, or at fewer of them
  /// when there are many.
  ///
  /// - Parameter values: What is shown; those of zero and below lie at the low end.
  static func logarithmic(_ values: [Double], name: (Double) -> String) -> ChartAxis {
    let values = values.filter { $0 > 0 && $0.isFinite }
    let least = values.min() ?? 1
    let most = max(values.max() ?? 10, least * 1.01)
    let decades = Int(floor(log10(least)))...Int(ceil(log10(most)))
    let steps: [Double] = decades.count <= 5 ? [1, 2, 5] : [1]
    let marks = decades.flatMap { decade in steps.map { $0 * pow(10, Double(decade)) } }
    let low = marks.last { $0 <= least } ?? least
    let high = marks.first { $0 >= most && $0 > low } ?? most
    let ticks = marks.filter { (low...high).contains($0) }.map { Tick(value: $0, name: name($0)) }
    return ChartAxis(least: low, most: high, isLogarithmic: true, ticks: ticks)
  }

  /// An axis for percentiles, on which each further nine takes the same room. A percentile lies at 1 / (1 - p).
  ///
  /// - Parameters:
  ///   - count: How many values there are: what lies beyond the last of them is not shown.
  ///   - isNarrow: Whether there is room for the nines alone.
  static func nines(count: UInt64, isNarrow: Bool = false) -> ChartAxis {
    let most = min(max(Double(count), 100), 1e7)
    let names = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %", "99.99999 %"]
    var ticks = names.enumerated().map { Tick(value: pow(10, Double($0)), name: $1) }
    if !isNarrow { ticks += [(2, "50 %"), (4, "75 %")].map { Tick(value: $0, name: $1) } }
    return ChartAxis(least: 1, most: most, isLogarithmic: true, ticks: ticks.filter { $0.value <= most })
  }
}
