import DomainPrimitives
import Messages

/// A table of figures as messages.
struct ReportTableMessages {
  let count: ReportCount
  /// Producers whose names and rows of their own the caller may see.
  let sight: RowSight

  /// Rows by their keys, or by an indicator, largest first; at most `limit` of them.
  func rows(
    _ table: ReportTable,
    sortedBy indicator: IndicatorID?,
    limit: Int
  ) -> (rows: [ReportingV1.ReportRow], leftOut: Int) {
    let sortPlace = indicator.flatMap { count.question.indicators.firstIndex(of: $0) }
    let visible = merged(table.rows)
    let sorted = visible.sorted { left, right in
      if let sortPlace {
        let values = (weight(left.figures[sortPlace], indicator), weight(right.figures[sortPlace], indicator))
        if values.0 != values.1 { return values.0 > values.1 }
      }
      return Self.isBefore(left.values, right.values)
    }
    let shown = sorted.prefix(limit).map { row in
      var message = ReportingV1.ReportRow()
      message.keys = row.keys
      message.figures = figures(row.figures)
      return message
    }
    return (shown, sorted.count - shown.count)
  }

  /// Figures in the order of the report's indicators.
  func figures(_ sums: [FigureSum]) -> [ReportingV1.Figure] {
    zip(count.question.indicators, sums).map(Self.figure)
  }

  static func figure(_ indicator: IndicatorID, _ sum: FigureSum) -> ReportingV1.Figure {
    var message = ReportingV1.Figure()
    message.indicatorID = indicator.rawValue
    switch IndicatorCatalogue.definition(of: indicator).unit {
    case .count: message.count = sum.count
    case .share:
      message.count = sum.count
      message.denominator = sum.base
    case .quantity:
      message.quantities = sum.quantities.sorted.map { unitOfSale, thousandths in
        var quantity = ReportingV1.Quantity()
        quantity.unitOfSale = unitOfSale
        quantity.thousandths = thousandths
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
    let keys: [ReportingV1.DimensionKey]
    let values: [String]
    var figures: [FigureSum]
  }

  /// Rows of producers and products that the caller does not reach are one, so that rows still add up.
  private func merged(_ rows: [CellKey: [FigureSum]]) -> [Row] {
    var byValues: [[String]: Row] = [:]
    for (key, figures) in rows {
      let keys = self.keys(key)
      let values = keys.map(\.value)
      guard var known = byValues[values] else {
        byValues[values] = Row(keys: keys, values: values, figures: figures)
        continue
      }
      for place in figures.indices { known.figures[place].merge(figures[place]) }
      byValues[values] = known
    }
    return Array(byValues.values)
  }

  /// The keys of a row, as the caller may see them.
  func keys(_ key: CellKey) -> [ReportingV1.DimensionKey] {
    count.question.groupBy.enumerated().map { place, dimension in
      var message = ReportingV1.DimensionKey()
      message.dimension = ReportingV1.Dimension(rawValue: dimension.rawValue)
      (message.value, message.label) = count.coder.key(key[place], dimension)
      guard dimension == .producer || dimension == .product, key[place] >= 0 else { return message }
      let producer =
        dimension == .producer ? Int(key[place]) : count.source.links.producerOfProduct[Int(key[place])]
      if !sight.reaches(producer, count.source.facts) { (message.value, message.label) = ("", "") }
      if dimension == .producer, sight.hidesName(of: producer, count.source.facts) { message.label = "" }
      return message
    }
  }

  private func weight(_ sum: FigureSum, _ indicator: IndicatorID?) -> Double {
    switch indicator.map({ IndicatorCatalogue.definition(of: $0).unit }) {
    case .share: sum.base == 0 ? -1 : Double(sum.count) / Double(sum.base)
    case .quantity: Double(sum.quantities.sorted.map(\.thousandths).max() ?? 0)
    case .dong: Double(sum.amountDong)
    case .growth: Double(sum.amountDong) - Double(sum.previousAmountDong)
    case .days: Double(sum.days.sorted().dropFirst((sum.days.count - 1) / 2).first ?? -1)
    default: Double(sum.count)
    }
  }

  /// By the values in their order; what cannot be told comes last.
  private static func isBefore(_ left: [String], _ right: [String]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      if left.isEmpty || right.isEmpty { return right.isEmpty }
      return left < right
    }
    return false
  }
}
