/// Figures by row and of everything, in the order of the report's indicators.
struct ReportTable {
  private(set) var rows: [CellKey: [FigureSum]] = [:]
  var total: [FigureSum]

  init(indicatorCount: Int) {
    total = Array(repeating: FigureSum(), count: indicatorCount)
  }

  mutating func add(_ member: ReportMember, to key: CellKey, _ place: Int, unitOfSale: String?) throws(FigureOverflow) {
    let empty = [FigureSum](repeating: FigureSum(), count: total.count)
    // Through a constant place in the dictionary: the sums are changed where they are.
    var overflow: FigureOverflow?
    func add(_ sums: inout [FigureSum]) {
      do throws(FigureOverflow) {
        try sums[place].add(member, unitOfSale: unitOfSale)
      } catch {
        overflow = error
      }
    }
    add(&rows[key, default: empty])
    if let overflow { throw overflow }
  }

  /// Takes out rows with nothing in any figure.
  mutating func dropEmptyRows(keeping kept: [CellKey]) {
    rows = rows.filter { row in row.value.contains { !$0.isEmpty } }
    for key in kept where rows[key] == nil { rows[key] = Array(repeating: FigureSum(), count: total.count) }
  }
}
