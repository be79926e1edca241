/// The percentiles that tables show.
enum ShownPercentile: Double, CaseIterable {
  case half = 50
  case threeQuarters = 75
  case ninety = 90
  case ninetyNine = 99
  case threeNines = 99.9
  case fourNines = 99.99
  case fiveNines = 99.999

  /// "p50", "p99.9".
  var name: String { "p" + DecimalText.short(rawValue, decimalsMax: 3) }
}
