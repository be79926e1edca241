/// What an indicator counts, as data: shown to officers, and named by signed reports with its version.
struct IndicatorDefinition: Hashable, Sendable {
  let id: IndicatorID
  /// Changes whenever the indicator counts something else.
  var version: UInt32 = 1
  /// Its number in the list of figures that an officer must produce.
  let number: UInt32
  let name: Words
  let words: Words
  /// "producer", "product", "store", …
  let subject: String
  var unit = FigureUnit.count
  /// Of a share: the indicator that is its denominator.
  var denominator: IndicatorID?
  /// Counted over a period; otherwise as of a day.
  var isOfPeriod = false
  let dimensions: [Dimension]
  var exclusions: [Reason] = []
  /// What the detail dimension breaks it into.
  var detail: Words?
}
