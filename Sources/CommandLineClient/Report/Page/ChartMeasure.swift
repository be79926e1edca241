import Messages

/// What a chart draws of an indicator's figures: one number of each, with its words.
struct ChartMeasure: Sendable {
  /// What the numbers stand for.
  private enum Kind: Sendable, Hashable {
    case percent
    case number
    case dong
    case days
    case quantity(unitOfSale: String)
  }

  private let kind: Kind
  private let unit: ReportingV1.FigureUnit
  private let figureText: FigureText

  /// Nil when the figures cannot stand beside each other: quantities of different units are never compared.
  init?(_ definition: ReportingV1.IndicatorDefinition, _ figures: [ReportingV1.Figure], _ words: ReportWords) {
    unit = definition.unit
    figureText = FigureText(words)
    switch definition.unit {
    case .share: kind = .percent
    case .dong, .growth: kind = .dong
    case .days: kind = .days
    case .quantity:
      let units = Set(figures.flatMap { $0.quantities.map(\.unitOfSale) })
      guard units.count == 1, let only = units.first else { return nil }
      kind = .quantity(unitOfSale: only)
    default: kind = .number
    }
  }

  /// The largest value that the axis has to have; nil when the figures decide.
  var axisMax: Double? { kind == .percent ? 100 : nil }

  /// True for shares, of which the whole stands beside the parts.
  var isShare: Bool { kind == .percent }

  /// The number that is drawn; nil when there is no data.
  func value(of figure: ReportingV1.Figure?) -> Double? {
    guard let figure else { return nil }
    switch kind {
    case .percent: return figure.denominator == 0 ? nil : Double(figure.count) / Double(figure.denominator) * 100
    case .number: return Double(figure.count)
    case .dong: return Double(figure.amountDong)
    case .days: return figure.count == 0 ? nil : Double(figure.daysMedian)
    case .quantity: return figure.quantities.first.map { Double($0.thousandths) / 1000 }
    }
  }

  /// The figure in words.
  func text(of figure: ReportingV1.Figure?) -> String { figureText.text(figure, unit) }

  /// A number at the axis, as short as can be.
  func axisText(_ value: Double) -> String {
    let words = figureText.words
    switch kind {
    case .percent: return words.percent(UInt64(max(0, value)), of: 100)
    case .dong: return Self.shortDong(value, words)
    default: return Self.short(value, words)
    }
  }

  /// What the axis shows.
  var axisName: String {
    let words = figureText.words
    switch kind {
    case .percent: return words("tỷ lệ", "share")
    case .number: return words("số lượng", "count")
    case .dong: return words("đồng", "VND")
    case .days: return words("số ngày, trung vị", "days, median")
    case .quantity(let unitOfSale): return unitOfSale
    }
  }

  private static func short(_ value: Double, _ words: ReportWords) -> String {
    guard value.magnitude < 1e12 else { return "\(value)" }
    return words.decimal(thousandths: Int64((value * 10).rounded()) * 100)
  }

  private static func shortDong(_ value: Double, _ words: ReportWords) -> String {
    switch value.magnitude {
    case 1e9...: "\(short(value / 1e9, words)) \(words("tỷ", "bn"))"
    case 1e6...: "\(short(value / 1e6, words)) \(words("triệu", "m"))"
    default: short(value, words)
    }
  }
}
