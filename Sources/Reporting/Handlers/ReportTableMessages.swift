import DomainPrimitives
import Messages

/// A table of figures as messages.
struct ReportTableMessages {
  let count: ReportCount
  /// Producers whose names and rows of their own the caller may see.
  let sight: RowSight
  /// Of the report's indicators.
  private let units: [(name: String, unit: FigureUnit)]

  init(count: ReportCount, sight: RowSight) {
    self.count = count
    self.sight = sight
    units = count.question.indicators.map { ($0.rawValue, IndicatorCatalogue.definition(of: $0).unit) }
  }

  /// Rows by their keys, or by an indicator, largest first; at most `limit` of them. Rows of producers and products
  /// that the caller does not reach are one, so that rows still add up.
  func rows(
    _ table: ReportTable,
    sortedBy indicator: IndicatorID?,
    limit: Int
  ) -> (rows: [ReportingV1.ReportRow], leftOut: Int) {
    let order = KeyOrder(table.rows, dimensions: count.question.groupBy.count) { code, place in
      key(code, count.question.groupBy[place])
    }
    var rows: [Row] = []
    rows.reserveCapacity(order.rows.count)
    for (ranks, row) in order.rows {
      if let last = rows.last, last.ranks == ranks {
        var figures = Array(last.figures)
        for (place, figure) in table.figures(row).enumerated() { figures[place].merge(figure) }
        rows[rows.count - 1].figures = figures[...]
      } else {
        rows.append(Row(ranks: ranks, figures: table.figures(row)))
      }
    }
    if let indicator, let place = count.question.indicators.firstIndex(of: indicator) {
      let weights = rows.map { weight($0.figures[$0.figures.startIndex + place], indicator) }
      // Those that weigh the same stay in the order of their keys.
      let sorted = rows.indices.sorted { weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1 }
      rows = sorted.map { rows[$0] }
    }
    let shown = rows.prefix(limit).map { row in
      var message = ReportingV1.ReportRow()
      message.keys = order.messages(row.ranks)
      message.figures = figures(row.figures)
      return message
    }
    return (shown, rows.count - shown.count)
  }

  /// Figures in the order of the report's indicators.
  func figures(_ sums: some Sequence<FigureSum>) -> [ReportingV1.Figure] {
    zip(units, sums).map { Self.figure($0.name, $0.unit, $1) }
  }

  static func figure(_ indicator: IndicatorID, _ sum: FigureSum) -> ReportingV1.Figure {
    figure(indicator.rawValue, IndicatorCatalogue.definition(of: indicator).unit, sum)
  }

  private static func figure(_ name: String, _ unit: FigureUnit, _ sum: FigureSum) -> ReportingV1.Figure {
    var message = ReportingV1.Figure()
    message.indicatorID = name
    switch unit {
    case .count: message.count = sum.count
    case .share:
      message.count = sum.count
      message.denominator = sum.base
    case .quantity:
      message.quantities = sum.quantities.entries.map { entry in
        var quantity = ReportingV1.Quantity()
        quantity.unitOfSale = entry.unitOfSale
        quantity.thousandths = entry.thousandths
        return quantity
      }
    case .dong: message.amountDong = sum.amountDong
    case .growth:
      message.amountDong = sum.amountDong
      message.previousAmountDong = sum.previousAmountDong
    case .days:
      let days = sum.days.sorted()
      message.count = UInt64(days.count)
      message.daysSum = UInt64(days.reduce(0, +))
      message.daysMedian = days.isEmpty ? 0 : UInt64(days[(days.count - 1) / 2])
    }
    return message
  }

  private struct Row {
    let ranks: CellKey
    var figures: ArraySlice<FigureSum>
  }

  /// The keys of a row, as the caller may see them.
  func keys(_ key: CellKey) -> [ReportingV1.DimensionKey] {
    count.question.groupBy.enumerated().map { place, dimension in self.key(key[place], dimension) }
  }

  private func key(_ code: Int32, _ dimension: Dimension) -> ReportingV1.DimensionKey {
    var message = ReportingV1.DimensionKey()
    message.dimension = ReportingV1.Dimension(rawValue: dimension.rawValue)
    (message.value, message.label) = count.coder.key(code, dimension)
    guard dimension == .producer || dimension == .product, code >= 0, !sight.isUnlimited else { return message }
    let producer = dimension == .producer ? Int(code) : count.source.links.producerOfProduct[Int(code)]
    if !sight.reaches(producer, count.source.facts) { (message.value, message.label) = ("", "") }
    if dimension == .producer, sight.hidesName(of: producer, count.source.facts) { message.label = "" }
    return message
  }

  private func weight(_ sum: FigureSum, _ indicator: IndicatorID?) -> Double {
    switch indicator.map({ IndicatorCatalogue.definition(of: $0).unit }) {
    case .share: sum.base == 0 ? -1 : Double(sum.count) / Double(sum.base)
    case .quantity: Double(sum.quantities.entries.map(\.thousandths).max() ?? 0)
    case .dong: Double(sum.amountDong)
    case .growth: Double(sum.amountDong) - Double(sum.previousAmountDong)
    case .days: Double(sum.days.sorted().dropFirst((sum.days.count - 1) / 2).first ?? -1)
    default: Double(sum.count)
    }
  }
}
