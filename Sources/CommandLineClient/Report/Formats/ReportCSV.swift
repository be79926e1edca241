import Messages
import Spreadsheet

/// A report as CSV for programs: raw numbers, one column for each part of a figure, and a header that depends on the
/// question alone, never on the answer.
///
/// Each line says by itself what it is of: the last columns repeat the day, the period, the map and what was known.
struct ReportCSV {
  private let document: ReportDocument
  private let words: ReportWords

  init(_ document: ReportDocument, _ words: ReportWords) {
    self.document = document
    self.words = words
  }

  /// The whole file: header, rows, total.
  func rendered() -> String {
    let report = document.report
    var text = CSVWriter.byteOrderMark + CSVWriter.line(header)
    for row in report.rows { text += line("row", row.keys, row.figures) }
    return text + line("total", [], report.total)
  }

  private var header: [String] {
    ["row"]
      + document.report.groupBy.flatMap { dimension in
        let name = DimensionArgument.name(of: dimension).replacing("-", with: "_")
        return [name, "\(name)_label"]
      }
      + document.definitions.flatMap { definition in
        Self.parts(of: definition.unit).map { "\(definition.indicatorID)_\($0)" }
      }
      + ["as_of", "first_day", "last_day", "edition", "registry_revision", "listing_revision"]
  }

  private func line(_ kind: String, _ keys: [ReportingV1.DimensionKey], _ figures: [ReportingV1.Figure]) -> String {
    let report = document.report
    let dimensions = DimensionWords(words: words, catalogue: document.catalogue)
    let keyCells = report.groupBy.flatMap { dimension -> [String] in
      guard let key = keys.first(where: { $0.dimension == dimension }) else { return ["", ""] }
      return [FormulaGuard.guarded(key.value), FormulaGuard.guarded(dimensions.label(key))]
    }
    let figureCells = document.definitions.enumerated().flatMap { index, definition -> [String] in
      guard let figure = ReportDocument.figure(figures, index, definition.indicatorID) else {
        return Self.parts(of: definition.unit).map { _ in "" }
      }
      return Self.cells(figure, definition.unit)
    }
    let known = report.knownAt ?? ReportingV1.KnownAt()
    return CSVWriter.line(
      [kind] + keyCells + figureCells + [
        report.asOf, report.firstDay, report.lastDay, GeographyArgument.text(report.edition),
        String(known.registryRevision), String(known.listingRevision),
      ]
    )
  }

  /// Names of the parts of a figure.
  static func parts(of unit: ReportingV1.FigureUnit) -> [String] {
    switch unit {
    case .share: ["count", "denominator"]
    // Quantities of different units are never added up, and how many units there are only the answer says: they share
    // a cell, so that the header stays the same.
    case .quantity: ["quantities"]
    case .dong: ["dong"]
    case .growth: ["dong", "previous_dong"]
    case .days: ["count", "days_sum", "days_median"]
    default: ["count"]
    }
  }

  private static func cells(_ figure: ReportingV1.Figure, _ unit: ReportingV1.FigureUnit) -> [String] {
    switch unit {
    case .share: return [String(figure.count), String(figure.denominator)]
    case .quantity:
      let parts = figure.quantities.map { quantity in
        "\(quantity.unitOfSale)=\(DecimalQuantity.text(thousandths: quantity.thousandths))"
      }
      return [FormulaGuard.guarded(parts.joined(separator: " "))]
    case .dong: return [String(figure.amountDong)]
    case .growth: return [String(figure.amountDong), String(figure.previousAmountDong)]
    case .days:
      guard figure.count > 0 else { return ["0", "", ""] }
      return [String(figure.count), String(figure.daysSum), String(figure.daysMedian)]
    default: return [String(figure.count)]
    }
  }
}
