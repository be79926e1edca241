import ClientKit
import Messages

/// A report as text for terminals of 140 columns. Where the figures of a row take more, the table goes on below, its
/// rows named again.
struct ReportTable {
  /// Columns of the terminal that tables are made for.
  private static let widthMax = 140
  /// Widest a heading gets before it goes on in the next line.
  private static let headingWidthMax = 16
  /// Widest the quantities of a cell get before they go on in the next line.
  private static let quantitiesWidthMax = 26
  /// Widest a row's name gets.
  private static let labelWidthMax = 44
  /// Widest the name of an indicator gets.
  private static let nameWidthMax = 52

  private let document: ReportDocument
  private let words: ReportWords
  private let figureText: FigureText

  init(_ document: ReportDocument, _ words: ReportWords) {
    self.document = document
    self.words = words
    figureText = FigureText(words)
  }

  /// The whole report.
  func rendered() -> String {
    let report = document.report
    var parts = [heading, report.groupBy.isEmpty ? totals() : tables()]
    let targets = TargetsText.targets(of: report)
    if !targets.isEmpty { parts.append(TargetsText(words).summary(targets)) }
    if !report.watermarks.isEmpty {
      parts.append(words("Nguồn số liệu", "sources") + "\n\n" + WatermarkText.table(report.watermarks))
    }
    return parts.joined(separator: "\n")
  }

  /// Title, what the report is of, and what the reader has to be told.
  private var heading: String {
    let title = words("Báo cáo OCOP", "OCOP report") + "\n"
    let facts = document.facts(words).map { "\($0.name): \($0.value)\n".withPrintableContents }
    return title + facts.joined() + document.warnings(words).map { "! \($0)\n".withPrintableContents }.joined()
  }

  /// A report that is broken into nothing: an indicator a line.
  private func totals() -> String {
    let column = { (vietnamese: String, english: String, alignment: TextTable.Alignment) in
      TextTable.Column(headings: self.headingLines(vietnamese, english), alignment: alignment)
    }
    var table = TextTable([
      column("Số", "no.", .right), column("Chỉ tiêu", "indicator", .left), column("Số liệu", "figure", .right),
      column("Mã", "identifier", .left),
    ])
    for (index, definition) in document.definitions.enumerated() {
      let figure = ReportDocument.figure(document.report.total, index, definition.indicatorID)
      let lines = cell(figure, definition.unit)
      let name = words(definition.nameVietnamese, definition.nameEnglish).shortened(to: Self.nameWidthMax)
      table.append([definition.number == 0 ? "" : String(definition.number), name, lines[0], definition.indicatorID])
      for line in lines.dropFirst() { table.append(["", "", line, ""]) }
    }
    return table.rendered()
  }

  /// One column for each indicator, in as many tables as it takes.
  private func tables() -> String {
    let report = document.report
    guard !report.rows.isEmpty else {
      return words("Không có dòng nào.", "There are no rows.") + "\n\n" + totals()
    }
    let dimensions = DimensionWords(words: words, catalogue: document.catalogue)
    let names = report.rows.map { row in row.keys.map { dimensions.labelWithCode($0).shortened(to: Self.labelWidthMax) }
    }
    let keyColumns = report.groupBy.map { dimension in
      let name = DimensionWords.names(of: dimension)
      return TextTable.Column(headings: headingLines(name.vietnamese, name.english), alignment: .left)
    }
    let total = [words("Cộng", "total")] + Array(repeating: "", count: max(0, report.groupBy.count - 1))
    let nameWidth = keyColumns.indices.map { index in
      let cells = (names + [total]).map { $0.indices.contains(index) ? $0[index].displayWidth : 0 }
      return max(cells.max() ?? 0, keyColumns[index].headings.map(\.displayWidth).max() ?? 0) + 2
    }.reduce(0, +)
    return blocks(after: nameWidth).map { columns in
      var table = TextTable(keyColumns + columns.map(\.column))
      for (index, name) in names.enumerated() { append(name, columns.map { $0.cells[index] }, to: &table) }
      table.lines.append(.rule)
      append(total, columns.map(\.total), to: &table)
      return table.rendered()
    }.joined(separator: "\n")
  }

  /// A figure's column: its heading, and the lines of its cells.
  private struct FigureColumn {
    let column: TextTable.Column
    let cells: [[String]]
    let total: [String]
    var width: Int { (column.headings + cells.joined() + total).map(\.displayWidth).max() ?? 0 }
  }

  /// The columns of each table.
  private func blocks(after nameWidth: Int) -> [[FigureColumn]] {
    var blocks: [[FigureColumn]] = []
    var width = 0
    for (index, definition) in document.definitions.enumerated() {
      let column = FigureColumn(
        column: TextTable.Column(
          headings: headingLines(definition.nameVietnamese, definition.nameEnglish),
          alignment: .right
        ),
        cells: document.report.rows.map { row in
          cell(ReportDocument.figure(row.figures, index, definition.indicatorID), definition.unit)
        },
        total: cell(ReportDocument.figure(document.report.total, index, definition.indicatorID), definition.unit)
      )
      if blocks.isEmpty || width + column.width + 2 > Self.widthMax {
        blocks.append([])
        width = nameWidth
      }
      blocks[blocks.count - 1].append(column)
      width += column.width + 2
    }
    return blocks
  }

  /// Adds a row whose cells may have several lines.
  private func append(_ name: [String], _ cells: [[String]], to table: inout TextTable) {
    for line in 0..<max(1, cells.map(\.count).max() ?? 1) {
      let start = line == 0 ? name : Array(repeating: "", count: name.count)
      table.append(start + cells.map { line < $0.count ? $0[line] : "" })
    }
  }

  /// The lines of a cell; one at least.
  private func cell(_ figure: ReportingV1.Figure?, _ unit: ReportingV1.FigureUnit) -> [String] {
    guard unit == .quantity, let figure, !figure.quantities.isEmpty else { return [figureText.text(figure, unit)] }
    return Self.joined(figureText.quantities(figure), with: " · ", widthMax: Self.quantitiesWidthMax)
  }

  /// A name of a column in lines: Vietnamese, then English.
  private func headingLines(_ vietnamese: String, _ english: String) -> [String] {
    let wrap = { (text: String) in
      Self.joined(text.split(separator: " ").map(String.init), with: " ", widthMax: Self.headingWidthMax)
    }
    switch words.choice {
    case .vietnamese: return wrap(vietnamese.isEmpty ? english : vietnamese)
    case .english: return wrap(english.isEmpty ? vietnamese : english)
    case .both: return wrap(vietnamese) + (vietnamese == english ? [] : wrap(english))
    }
  }

  /// Pieces joined into lines that are not wider than a width where that can be.
  private static func joined(_ pieces: [String], with separator: String, widthMax: Int) -> [String] {
    var lines: [String] = []
    for piece in pieces {
      if let last = lines.last, (last + separator + piece).displayWidth <= widthMax {
        lines[lines.count - 1] = last + separator + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }
}

extension String {
  /// A line whose end stays, while everything else in it is safe to print.
  fileprivate var withPrintableContents: String { String(dropLast()).printable + "\n" }
}
