/// Figures by row and of everything, in the order of the report's indicators.
struct ReportTable {
  /// A row, and where its figures begin.
  struct Row {
    let key: CellKey
    fileprivate let place: Int
  }

  var total: [FigureSum]
  /// The rows with something in them, in no order.
  private(set) var rows: [Row] = []
  private var places = KeyPlaces()
  /// By row and indicator.
  private var sums: [FigureSum] = []
  private let indicatorCount: Int

  init(indicatorCount: Int) {
    self.indicatorCount = indicatorCount
    total = Array(repeating: FigureSum(), count: indicatorCount)
  }

  /// The figures of a row.
  func figures(_ row: Row) -> ArraySlice<FigureSum> {
    sums[row.place..<row.place + indicatorCount]
  }

  /// Makes room for that many rows more.
  mutating func reserve(_ count: Int) {
    rows.reserveCapacity(rows.count + count)
    places.reserve(count)
    sums.reserveCapacity(sums.count + count * indicatorCount)
  }

  /// Adds a record to a row, by the place of the indicator.
  mutating func add(
    _ member: ReportMember,
    to key: CellKey,
    _ indicator: Int,
    unitOfSale: String?
  ) throws(FigureOverflow) {
    try add(member, at: place(of: key) + indicator, unitOfSale: unitOfSale)
  }

  /// Adds a record to a figure, by the place of its row (`place(of:)`) and that of the indicator after it.
  mutating func add(_ member: ReportMember, at place: Int, unitOfSale: String?) throws(FigureOverflow) {
    try sums[place].add(member, unitOfSale: unitOfSale)
  }

  /// Adds what listings sold to a row.
  mutating func add(
    _ sold: SalesSums,
    previous: SalesSums,
    _ indicators: [(place: Int, indicator: IndicatorID)],
    to key: CellKey,
    unitOfSale: String
  ) throws(FigureOverflow) {
    let row = place(of: key)
    for (place, indicator) in indicators {
      try sums[row + place].add(sold, indicator, previous: previous, unitOfSale: unitOfSale)
    }
  }

  /// Takes out rows with nothing in any figure.
  /// - Parameter units: What the figures hold, in the order of the report's indicators.
  mutating func dropEmptyRows(of units: [FigureUnit], keeping kept: [CellKey]) {
    for key in kept { _ = place(of: key) }
    let kept = Set(kept)
    rows = rows.filter { row in
      units.indices.contains { !sums[row.place + $0].isNothing(as: units[$0]) } || kept.contains(row.key)
    }
  }

  /// Where the figures of a row begin; a new row is empty.
  mutating func place(of key: CellKey) -> Int {
    let (row, isNew) = places.place(of: key)
    guard isNew else { return row * indicatorCount }
    rows.append(Row(key: key, place: sums.count))
    for _ in 0..<indicatorCount { sums.append(FigureSum()) }
    return row * indicatorCount
  }
}
