import Messages

/// Figures as people read them.
struct FigureText: Sendable {
  let words: ReportWords

  init(_ words: ReportWords) {
    self.words = words
  }

  /// A figure on one line, after the unit of its indicator. "–" stands for no data.
  func text(_ figure: ReportingV1.Figure?, _ unit: ReportingV1.FigureUnit) -> String {
    guard let figure else { return ReportWords.nothing }
    switch unit {
    case .share: return words.share(figure.count, of: figure.denominator)
    case .quantity:
      let parts = quantities(figure)
      return parts.isEmpty ? ReportWords.nothing : parts.joined(separator: " · ")
    case .dong: return words.dong(figure.amountDong)
    case .growth:
      let growth = words.growth(from: figure.previousAmountDong, to: figure.amountDong)
      return "\(words.dong(figure.amountDong)) / \(words.dong(figure.previousAmountDong)) \(growth)"
    case .days:
      guard figure.count > 0 else { return ReportWords.nothing }
      // The median; the mean stands where there is room for it.
      return "\(words.number(figure.daysMedian)) \(words("ngày", "days")) (n = \(words.number(figure.count)))"
    default: return words.number(figure.count)
    }
  }

  /// One text for each unit of sale; they are never added up.
  func quantities(_ figure: ReportingV1.Figure) -> [String] {
    figure.quantities.map { words.decimal(thousandths: $0.thousandths) + " " + $0.unitOfSale }
  }

  /// The mean of a figure of days, to a tenth of a day.
  func mean(_ figure: ReportingV1.Figure) -> String {
    guard figure.count > 0 else { return ReportWords.nothing }
    let tenths = (Double(figure.daysSum) * 10 / Double(figure.count)).rounded()
    return words.decimal(thousandths: Int64(min(tenths, 1e15)) * 100)
  }
}
