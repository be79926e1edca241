import ClientKit
import DomainPrimitives
import Messages
import Spreadsheet

/// A report as a workbook: the figures as real numbers, charts over them, and the definitions.
struct ReportWorkbook {
  /// Most charts of one workbook.
  private static let chartsMax = 8
  /// Most rows that a chart is drawn of: more categories cannot be read.
  private static let chartRowsMax = 400

  /// A column of figures.
  private struct Column {
    let indicator: Int
    let name: String
    let isCharted: Bool
    let cell: (ReportingV1.Figure) -> ChartedWorkbook.Cell
  }

  private let document: ReportDocument
  private let words: ReportWords
  private let dimensions: DimensionWords

  init(_ document: ReportDocument, _ words: ReportWords) {
    self.document = document
    self.words = words
    dimensions = DimensionWords(words: words, catalogue: document.catalogue)
  }

  /// Writes the file whole or not at all.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  func write(to path: String) throws {
    let file = try WholeFile(path: path)
    do throws(SpreadsheetError) {
      let workbook = try ChartedWorkbook(
        path: file.temporaryPath,
        language: words.choice == .english ? .english : .vietnamese
      )
      let columns = figureColumns()
      let table = figures(columns)
      try workbook.add(table)
      try workbook.add(charts(columns), over: table, sheetName: words("Biểu đồ", "Charts"))
      if !document.report.targets.isEmpty { try workbook.add(targets()) }
      try workbook.add(definitions())
      try workbook.close()
    } catch {
      throw CommandFailure(.failure, "\(path): \(error.message)")
    }
    try file.finish()
  }

  // MARK: Figures

  /// How many columns name a row: a label for each dimension, and its code where it has one.
  private var keyColumns: [(dimension: ReportingV1.Dimension, isCode: Bool)] {
    document.report.groupBy.flatMap { dimension in
      let hasCode = [.unit, .province, .phase, .producer, .product].contains(dimension)
      return hasCode ? [(dimension, true), (dimension, false)] : [(dimension, false)]
    }
  }

  private func figures(_ columns: [Column]) -> SheetTable {
    let report = document.report
    var table = SheetTable(name: words("Số liệu", "Figures"))
    table.lines = [words("Báo cáo OCOP", "OCOP report")]
    table.lines += document.facts(words).map { "\($0.name): \($0.value)" } + document.warnings(words)
    let keys = keyColumns
    table.header = keys.map { key in
      let name = dimensions.name(of: key.dimension)
      return key.isCode ? words("Mã \(name.lowercased())", "\(name) code") : name
    }
    if keys.isEmpty { table.header = [words("Phạm vi", "Scope")] }
    table.widths = keys.isEmpty ? [16] : keys.map { $0.isCode ? 12 : 30 }
    table.frozenColumns = table.header.count
    table.header += columns.map(\.name)
    table.widths += columns.map { _ in 17 }
    table.rows = report.rows.map { row in
      keys.map { key in cell(row.keys.first { $0.dimension == key.dimension }, isCode: key.isCode) }
        + cells(row.figures, columns)
    }
    let label: ChartedWorkbook.Cell = .text(words("Cộng", "Total"))
    table.total = [label] + Array(repeating: .empty, count: max(0, keys.count - 1)) + cells(report.total, columns)
    return table
  }

  private func cell(_ key: ReportingV1.DimensionKey?, isCode: Bool) -> ChartedWorkbook.Cell {
    guard let key else { return .empty }
    if isCode { return key.value.isEmpty ? .empty : .text(key.value) }
    if key.dimension == .day, let date = try? CivilDate(parsing: key.value) {
      return .number(Double(date.daysSinceEpoch), .day)
    }
    return .text(dimensions.label(key).printable)
  }

  private func cells(_ figures: [ReportingV1.Figure], _ columns: [Column]) -> [ChartedWorkbook.Cell] {
    columns.map { column in
      let id = document.definitions[column.indicator].indicatorID
      return ReportDocument.figure(figures, column.indicator, id).map(column.cell) ?? .empty
    }
  }

  /// A number, as text where a spreadsheet program would change its last digits.
  private static func number(_ value: some BinaryInteger, _ format: ChartedWorkbook.Format) -> ChartedWorkbook.Cell {
    value.magnitude <= 1 << 53 ? .number(Double(value), format) : .text(String(value))
  }

  private func figureColumns() -> [Column] {
    document.definitions.enumerated().flatMap { index, definition -> [Column] in
      let name = words(definition.nameVietnamese, definition.nameEnglish)
      func column(
        _ part: String,
        isCharted: Bool = false,
        _ cell: @escaping (ReportingV1.Figure) -> ChartedWorkbook.Cell
      ) -> Column {
        Column(indicator: index, name: part.isEmpty ? name : "\(name): \(part)", isCharted: isCharted, cell: cell)
      }
      switch definition.unit {
      case .share:
        return [
          column(words("tử số", "count")) { Self.number($0.count, .whole) },
          column(words("mẫu số", "out of")) { Self.number($0.denominator, .whole) },
          column(words("tỷ lệ", "share"), isCharted: true) { figure in
            figure.denominator == 0 ? .empty : .number(Double(figure.count) / Double(figure.denominator), .percent)
          },
        ]
      case .quantity:
        return unitsOfSale(index).map { unit in
          column(unit, isCharted: true) { figure in
            figure.quantities.first { $0.unitOfSale == unit }
              .map { .number(Double($0.thousandths) / 1000, .decimal) } ?? .empty
          }
        }
      case .dong: return [column("", isCharted: true) { Self.number($0.amountDong, .dong) }]
      case .growth:
        return [
          column(words("kỳ này", "now"), isCharted: true) { Self.number($0.amountDong, .dong) },
          column(words("kỳ trước", "before")) { Self.number($0.previousAmountDong, .dong) },
          column(words("tăng", "growth")) { figure in
            ReportWords.growthTenths(from: figure.previousAmountDong, to: figure.amountDong)
              .map { .number(Double($0) / 1000, .percent) } ?? .empty
          },
        ]
      case .days:
        return [
          column(words("số bản ghi", "records")) { Self.number($0.count, .whole) },
          column(words("trung vị", "median"), isCharted: true) { figure in
            figure.count == 0 ? .empty : Self.number(figure.daysMedian, .whole)
          },
          column(words("trung bình", "mean")) { figure in
            figure.count == 0 ? .empty : .number(Double(figure.daysSum) / Double(figure.count), .decimal)
          },
        ]
      default: return [column("", isCharted: true) { Self.number($0.count, .whole) }]
      }
    }
  }

  /// Units of sale that a figure has in any row.
  private func unitsOfSale(_ index: Int) -> [String] {
    let id = document.definitions[index].indicatorID
    let figures = (document.report.rows.map(\.figures) + [document.report.total])
      .compactMap { ReportDocument.figure($0, index, id) }
    return Set(figures.flatMap { $0.quantities.map(\.unitOfSale) }).sorted()
  }

  private func charts(_ columns: [Column]) -> [SheetChart] {
    let keys = keyColumns
    guard let first = keys.firstIndex(where: { !$0.isCode }), let last = keys.lastIndex(where: { !$0.isCode }),
      document.report.rows.count <= Self.chartRowsMax
    else { return [] }
    // With one dimension its label names the row; with more, all of their columns do, one within the other.
    let categories = document.report.groupBy.count == 1 ? first...first : 0...last
    let isOverTime =
      document.report.groupBy.count == 1
      && document.report.groupBy.contains { DimensionArgument.isPeriod($0) || $0 == .seasonMonth }
    return columns.enumerated().filter(\.element.isCharted).prefix(Self.chartsMax).map { index, column in
      SheetChart(
        title: column.name,
        categoryColumns: categories,
        valueColumn: keys.count + index,
        isOverTime: isOverTime,
        isShare: document.definitions[column.indicator].unit == .share
      )
    }
  }

  // MARK: Further sheets

  private func targets() -> SheetTable {
    var table = SheetTable(name: words("Mục tiêu", "Targets"))
    table.header = [
      words("Giai đoạn", "Phase"), words("Đơn vị", "Unit"), words("Chỉ tiêu", "Indicator"),
      words("Mục tiêu", "Target"), words("Tử số", "Count"), words("Mẫu số", "Out of"), words("Kết quả", "Actual"),
      words("Đạt", "Reached"), words("Căn cứ", "Source"),
    ]
    table.widths = [24, 28, 34, 12, 12, 12, 12, 12, 40]
    let text = TargetsText(words)
    table.rows = document.report.targets.map { comparison in
      let cells = text.cells(of: comparison).map { ChartedWorkbook.Cell.text($0.printable) }
      let actual = comparison.actual ?? ReportingV1.Share()
      let share: ChartedWorkbook.Cell =
        actual.denominator == 0 ? .empty : .number(Double(actual.numerator) / Double(actual.denominator), .percent)
      let target = Double(comparison.target?.targetPercent ?? 0) / 100
      return [
        cells[0], cells[1], cells[2], .number(target, .percent), Self.number(actual.numerator, .whole),
        Self.number(actual.denominator, .whole), share, cells[5], cells[6],
      ]
    }
    return table
  }

  private func definitions() -> SheetTable {
    var table = SheetTable(name: words("Định nghĩa", "Definitions"))
    table.header = [
      words("Số", "No."), words("Mã", "Identifier"), words("Phiên bản", "Version"), words("Tên", "Name"),
      words("Định nghĩa", "Definition"),
    ]
    table.widths = [6, 34, 10, 40, 90]
    table.rows = document.definitions.map { definition in
      [
        Self.number(definition.number, .whole), .text(definition.indicatorID), Self.number(definition.version, .whole),
        .text(words(definition.nameVietnamese, definition.nameEnglish)),
        .text(words(definition.definitionVietnamese, definition.definitionEnglish)),
      ]
    }
    return table
  }
}
