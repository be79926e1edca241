/// The ticks of an axis from 0, at round numbers.
struct ChartAxis: Sendable, Hashable {
  /// Values of the ticks, from the lowest.
  let ticks: [Double]

  var lowest: Double { ticks.first ?? 0 }
  var highest: Double { ticks.last ?? 1 }

  /// An axis that values fit on, with about four steps of 1, 2, 2.5 or 5 times a power of ten.
  init(values: [Double], highest: Double? = nil) {
    let top = highest ?? max(values.max() ?? 0, 0)
    let bottom = min(values.min() ?? 0, 0)
    let span = top - bottom
    guard span > 0, span.isFinite else {
      ticks = [0, 1]
      return
    }
    var power = 1.0
    while power * 10 <= span / 4 { power *= 10 }
    while power > span / 4 { power /= 10 }
    let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= span / 4 } ?? power * 10
    let first = (bottom / step).rounded(.down)
    let last = (top / step).rounded(.up)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Where a value is on the axis, 0 to 1.
  func position(of value: Double) -> Double {
    highest > lowest ? min(1, max(0, (value - lowest) / (highest - lowest))) : 0
  }
}
