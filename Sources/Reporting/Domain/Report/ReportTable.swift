/// Figures by row and of everything, in the order of the report's indicators.
struct ReportTable {
  private(set) var rows: [CellKey: [FigureSum]] = [:]
  var total: [FigureSum]
  private let emptyRow: [FigureSum]

  init(indicatorCount: Int) {
    emptyRow = Array(repeating: FigureSum(), count: indicatorCount)
    total = emptyRow
  }

  mutating func add(_ member: ReportMember, to key: CellKey, _ place: Int, unitOfSale: String?) throws(FigureOverflow) {
    // Through a constant place in the dictionary: the sums are changed where they are.
    var overflow: FigureOverflow?
    func add(_ sums: inout [FigureSum]) {
      do throws(FigureOverflow) {
        try sums[place].add(member, unitOfSale: unitOfSale)
      } catch {
        overflow = error
      }
    }
    add(&rows[key, default: emptyRow])
    if let overflow { throw overflow }
  }

  /// Adds what listings sold to a row.
  mutating func add(
    _ sums: SalesSums,
    previous: SalesSums,
    _ indicators: [(place: Int, indicator: IndicatorID)],
    to key: CellKey,
    unitOfSale: String
  ) throws(FigureOverflow) {
    var row = rows[key] ?? emptyRow
    for (place, indicator) in indicators {
      try row[place].add(sums, indicator, previous: previous, unitOfSale: unitOfSale)
    }
    rows[key] = row
  }

  /// Takes out rows with nothing in any figure.
  /// - Parameter units: What the figures hold, in the order of the report's indicators.
  mutating func dropEmptyRows(of units: [FigureUnit], keeping kept: [CellKey]) {
    rows = rows.filter { row in zip(row.value, units).contains { !$0.isNothing(as: $1) } }
    for key in kept where rows[key] == nil { rows[key] = emptyRow }
  }
}
