import ClientKit
import Messages

/// A report as one page for a browser or a printer: no script, nothing from elsewhere, and every text that comes from
/// a record escaped.
struct ReportPage {
  /// Figures in one table; more go on in further ones.
  private static let columnsMax = 7
  /// Figures that stand large above the charts of a report with rows.
  private static let tilesMax = 12
  /// Figures from which on a table is printed across.
  private static let portraitColumnsMax = 4

  private let document: ReportDocument
  private let words: ReportWords
  private let figureText: FigureText
  private let dimensions: DimensionWords

  init(_ document: ReportDocument, _ words: ReportWords) {
    self.document = document
    self.words = words
    figureText = FigureText(words)
    dimensions = DimensionWords(words: words, catalogue: document.catalogue)
  }

  /// The whole page.
  func rendered() -> String {
    """
    <!DOCTYPE html>
    <html lang="\(words.languageTag)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(escape(title)) – \(escape(words.day(document.report.asOf)))</title>
    <style>
    \(PageStyle.text)
    </style>
    </head>
    <body>
    <main>
    \([header, totals, charts, tables, targets, definitions, footer].filter { !$0.isEmpty }.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private func escape(_ text: String) -> String { HTMLText.escaped(text) }

  private var title: String {
    let definitions = document.definitions
    let name =
      definitions.count == 1
      ? words(definitions[0].nameVietnamese, definitions[0].nameEnglish)
      : words("Báo cáo OCOP", "OCOP report")
    guard !document.report.groupBy.isEmpty else { return name }
    let by = document.report.groupBy.map { dimensions.name(of: $0).lowercased() }.joined(separator: ", ")
    return name + words(" theo \(by)", " by \(by)")
  }

  private var header: String {
    let facts = document.facts(words).map { fact in
      "<div><dt>\(escape(fact.name).capitalizingFirst)</dt><dd>\(escape(fact.value))</dd></div>"
    }
    let warnings = document.warnings(words).map { "<p class=\"warning\" role=\"note\">\(escape($0))</p>" }
    return "<header>\n<p class=\"kicker\">\(words("Mỗi xã một sản phẩm", "One Commune One Product"))</p>\n"
      + "<h1>\(escape(title))</h1>\n<dl class=\"facts\">\(facts.joined())</dl>\n"
      + warnings.joined(separator: "\n") + "</header>"
  }

  // MARK: The whole

  private var totals: String {
    // Where a table follows, its last row has the others.
    let count = document.report.groupBy.isEmpty ? document.definitions.count : Self.tilesMax
    let tiles = document.definitions.prefix(count).enumerated().map { index, definition in
      tile(definition, ReportDocument.figure(document.report.total, index, definition.indicatorID))
    }
    return "<section>\n<h2>\(words("Toàn bộ", "Everything"))</h2>\n<div class=\"tiles\">\n"
      + tiles.joined(separator: "\n") + "\n</div>\n</section>"
  }

  private func tile(_ definition: ReportingV1.IndicatorDefinition, _ figure: ReportingV1.Figure?) -> String {
    let parts = tileParts(definition.unit, figure)
    let size = parts.value.count > 24 ? " many" : parts.value.count > 12 ? " long" : ""
    var text =
      "<div class=\"tile\"><p class=\"name\">\(escape(words(definition.nameVietnamese, definition.nameEnglish)))</p>"
    text += "<p class=\"value\(size)\">\(escape(parts.value))</p>"
    if !parts.note.isEmpty { text += "<p class=\"of\">\(escape(parts.note))</p>" }
    if definition.unit == .share, let figure, figure.denominator > 0 {
      let percent = min(100, Double(figure.count) / Double(figure.denominator) * 100)
      text += "<div class=\"meter\" aria-hidden=\"true\"><i style=\"width:\(HTMLText.pixels(percent))%\"></i></div>"
    }
    return text + "</div>"
  }

  /// What stands large, and what stands small below it.
  private func tileParts(_ unit: ReportingV1.FigureUnit, _ figure: ReportingV1.Figure?) -> (value: String, note: String)
  {
    guard let figure else { return (ReportWords.nothing, "") }
    switch unit {
    case .share:
      let count = words.number(figure.count)
      let whole = words.number(figure.denominator)
      return (
        words.percent(figure.count, of: figure.denominator), words("\(count) trên \(whole)", "\(count) of \(whole)")
      )
    case .growth:
      let growth = words.growth(from: figure.previousAmountDong, to: figure.amountDong)
      let amounts =
        "\(words.dong(figure.amountDong)); \(words("kỳ trước", "before")) \(words.dong(figure.previousAmountDong))"
      return (growth, amounts)
    case .days:
      guard figure.count > 0 else { return (ReportWords.nothing, "") }
      let median = words.number(figure.daysMedian)
      return (
        words("\(median) ngày", "\(median) days"),
        words(
          "trung vị của \(words.number(figure.count)); trung bình \(figureText.mean(figure))",
          "median of \(words.number(figure.count)); mean \(figureText.mean(figure))"
        )
      )
    default: return (figureText.text(figure, unit), "")
    }
  }

  private var charts: String {
    let charts = ReportCharts(document, words).charts()
    guard !charts.isEmpty else { return "" }
    let figures = charts.map { chart in
      "<figure><figcaption><h3>\(escape(chart.title))</h3>"
        + (chart.note.isEmpty ? "" : "<p class=\"note\">\(escape(chart.note))</p>")
        + "</figcaption>\(chart.element)</figure>"
    }
    return "<section>\n<h2>\(words("Biểu đồ", "Charts"))</h2>\n\(figures.joined(separator: "\n"))\n</section>"
  }

  // MARK: Tables

  private var tables: String {
    let report = document.report
    guard !report.groupBy.isEmpty else { return "" }
    let heading = "<h2>\(words("Bảng số liệu", "Figures"))</h2>\n"
    guard !report.rows.isEmpty else {
      return "<section>\n\(heading)<p>\(words("Không có dòng nào.", "There are no rows."))</p>\n</section>"
    }
    let indices = Array(document.definitions.indices)
    let blocks = stride(from: 0, to: indices.count, by: Self.columnsMax).map { start in
      Array(indices[start..<min(start + Self.columnsMax, indices.count)])
    }
    return blocks.enumerated().map { number, block in
      let isWide = block.count + report.groupBy.count - 1 > Self.portraitColumnsMax
      let body = (number == 0 ? heading : "") + table(block, isFirst: number == 0)
      return "<section\(isWide ? " class=\"wide\"" : "")>\n\(body)\n</section>"
    }.joined(separator: "\n")
  }

  private func table(_ block: [Int], isFirst: Bool) -> String {
    let report = document.report
    let definitions = document.definitions
    let keyHeadings = report.groupBy.map {
      "<th scope=\"col\">\(escape(dimensions.name(of: $0)).capitalizingFirst)</th>"
    }
    let headings = block.map { index in
      let name = escape(words(definitions[index].nameVietnamese, definitions[index].nameEnglish))
      return "<th scope=\"col\" class=\"figure\">\(name)</th>"
    }
    let rows = report.rows.map { row in
      "<tr>" + row.keys.map { "<th scope=\"row\">\(label($0))</th>" }.joined() + cells(row.figures, block) + "</tr>"
    }
    let total =
      "<tr><th scope=\"row\" colspan=\"\(report.groupBy.count)\">\(words("Cộng", "Total"))</th>"
      + cells(report.total, block) + "</tr>"
    let note = words(
      "Mỗi tỷ lệ kèm tử số/mẫu số; “–” là không có số liệu, khác với 0 %.",
      "Every share stands beside its numerator/denominator; “–” means that there is no data, which is not 0%."
    )
    let caption = isFirst ? "<caption>\(escape(note))</caption>\n" : ""
    return "<div class=\"scroll\"><table>\n\(caption)<thead><tr>"
      + (keyHeadings + headings).joined() + "</tr></thead>\n<tbody>\n\(rows.joined(separator: "\n"))\n</tbody>\n"
      + "<tfoot>\(total)</tfoot>\n</table></div>"
  }

  private func label(_ key: ReportingV1.DimensionKey) -> String {
    let label = dimensions.label(key)
    let code = dimensions.labelWithCode(key) == label ? "" : " <span class=\"code\">\(escape(key.value))</span>"
    return escape(label) + code
  }

  private func cells(_ figures: [ReportingV1.Figure], _ block: [Int]) -> String {
    block.map { index in
      let definition = document.definitions[index]
      let figure = ReportDocument.figure(figures, index, definition.indicatorID)
      if definition.unit == .share, let figure {
        let parts = "\(words.number(figure.count))/\(words.number(figure.denominator))"
        return "<td class=\"figure\"><span class=\"of\">\(parts)</span>"
          + "\(words.percent(figure.count, of: figure.denominator))</td>"
      }
      if definition.unit == .quantity, let figure, !figure.quantities.isEmpty {
        let parts = figureText.quantities(figure).map { "<span class=\"together\">\(escape($0))</span>" }
        return "<td class=\"figure many\">\(parts.joined(separator: " · "))</td>"
      }
      if definition.unit == .days, let figure, figure.count > 0 {
        let median = words.number(figure.daysMedian)
        return "<td class=\"figure\"><span class=\"of\">n = \(words.number(figure.count))</span>"
          + words("\(median) ngày", "\(median) days") + "</td>"
      }
      let isMany = definition.unit == .growth
      return "<td class=\"figure\(isMany ? " many" : "")\">\(escape(figureText.text(figure, definition.unit)))</td>"
    }.joined()
  }

  private var targets: String {
    let targets = TargetsText.targets(of: document.report)
    guard !targets.isEmpty else { return "" }
    let names = [
      words("Giai đoạn", "Phase"), words("Đơn vị", "Unit"), words("Chỉ tiêu", "Indicator"), words("Mục tiêu", "Target"),
      words("Kết quả", "Actual"), words("Đạt", "Reached"), words("Căn cứ", "Source"),
    ]
    let text = TargetsText(words)
    let rows = targets.map { comparison in
      var cells = text.cells(of: comparison)
      cells[2] = document.catalogue.name(of: TargetsText.indicatorID(of: comparison), words)
      let known = (comparison.actual?.denominator ?? 0) > 0
      return "<tr>"
        + cells.enumerated().map { index, cell in
          let together = [0, 5].contains(index) ? " together" : ""
          let mark = " class=\"\(index == 5 && known ? (comparison.reached ? "yes" : "no") : "")\(together)\""
          return "<td\(index == 3 || index == 4 ? " class=\"figure\"" : mark)>\(escape(cell))</td>"
        }.joined() + "</tr>"
    }
    let headings = names.enumerated().map { index, name in
      "<th scope=\"col\"\(index == 3 || index == 4 ? " class=\"figure\"" : "")>\(escape(name))</th>"
    }
    return "<section>\n<h2>\(words("Mục tiêu và kết quả", "Targets and what was reached"))</h2>\n"
      + "<div class=\"scroll\"><table>\n<thead><tr>\(headings.joined())</tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody>\n</table></div>\n</section>"
  }

  // MARK: Words

  private var definitions: String {
    let entries = document.definitions.map { definition in
      let version = words("phiên bản \(definition.version)", "version \(definition.version)")
      return "<dt>\(escape(words(definition.nameVietnamese, definition.nameEnglish))) "
        + "<span class=\"code\">\(escape(definition.indicatorID)), \(version)</span></dt>"
        + "<dd>\(escape(words(definition.definitionVietnamese, definition.definitionEnglish)))</dd>"
    }
    return "<section>\n<h2>\(words("Định nghĩa", "Definitions"))</h2>\n<dl class=\"words\">\n"
      + entries.joined(separator: "\n") + "\n</dl>\n</section>"
  }

  private var footer: String {
    let sources = document.report.watermarks.map { watermark in
      "\(watermark.source): \(words("bản", "revision")) \(watermark.revision), "
        + "\(words("ghi lúc", "recorded at")) \(words.time(watermark.recordedAtUnixMicroseconds))"
    }
    let epochs = [document.report.registryEpoch, document.report.listingEpoch].filter { !$0.isEmpty }
    var lines = sources.isEmpty ? [] : [words("Nguồn số liệu: ", "Sources: ") + sources.joined(separator: "; ")]
    if !epochs.isEmpty { lines.append(words("Đợt ghi: ", "Epochs: ") + epochs.joined(separator: ", ")) }
    guard !lines.isEmpty else { return "" }
    return "<footer>\n" + lines.map { "<p>\(escape($0))</p>" }.joined(separator: "\n") + "\n</footer>"
  }
}

extension String {
  /// The text with its first letter large.
  fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
