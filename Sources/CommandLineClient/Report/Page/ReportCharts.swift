import Messages

/// The charts of a report: bars for categories, lines for time.
struct ReportCharts {
  /// Most charts of one page.
  static let countMax = 8

  /// A chart with what is said above it.
  struct Chart: Sendable {
    let title: String
    let note: String
    let element: String
  }

  private let document: ReportDocument
  private let words: ReportWords
  private let dimensions: DimensionWords

  init(_ document: ReportDocument, _ words: ReportWords) {
    self.document = document
    self.words = words
    dimensions = DimensionWords(words: words, catalogue: document.catalogue)
  }

  /// The charts of the first indicators.
  func charts() -> [Chart] {
    guard !document.report.groupBy.isEmpty, !document.report.rows.isEmpty else { return [] }
    return Array(document.definitions.indices.lazy.compactMap(chart).prefix(Self.countMax))
  }

  /// The dimension of time, by its place among the keys; nil when there is none.
  private var timeIndex: Int? {
    document.report.groupBy.firstIndex { DimensionArgument.isPeriod($0) || $0 == .seasonMonth }
  }

  private func chart(_ index: Int) -> Chart? {
    let definition = document.definitions[index]
    let figures = document.report.rows.map { ReportDocument.figure($0.figures, index, definition.indicatorID) }
    guard let measure = ChartMeasure(definition, figures.compactMap { $0 }, words),
      figures.contains(where: { measure.value(of: $0) ?? 0 != 0 })
    else { return nil }
    let name = words(definition.nameVietnamese, definition.nameEnglish)
    if let timeIndex { return lines(index, name, figures, measure, timeIndex) }
    return bars(index, name, figures, measure)
  }

  private func label(_ keys: [ReportingV1.DimensionKey], without left: Int? = nil) -> String {
    keys.enumerated().filter { $0.offset != left }.map { dimensions.label($0.element) }.joined(separator: " – ")
  }

  private func bars(_ index: Int, _ name: String, _ figures: [ReportingV1.Figure?], _ measure: ChartMeasure) -> Chart {
    let bars = zip(document.report.rows, figures).prefix(BarChart.countMax).map { row, figure in
      BarChart.Bar(label: label(row.keys), value: measure.value(of: figure), text: measure.text(of: figure))
    }
    let total = ReportDocument.figure(document.report.total, index, document.definitions[index].indicatorID)
    let whole = measure.isShare ? measure.value(of: total) : nil
    let left = figures.count - bars.count
    let chart = BarChart(
      title: name,
      description: bars.map { "\($0.label): \($0.text)" }.joined(separator: "; "),
      bars: bars,
      axis: ChartAxis(values: bars.compactMap(\.value), highest: measure.axisMax),
      reference: whole.map { ($0, words("chung", "all") + " \(measure.axisText($0.rounded()))") }
    )
    let note =
      left > 0 ? words("Còn \(left) dòng trong bảng dưới.", "\(left) more rows are in the table below.") : ""
    return Chart(title: name, note: note, element: chart.rendered())
  }

  private func lines(
    _ index: Int,
    _ name: String,
    _ figures: [ReportingV1.Figure?],
    _ measure: ChartMeasure,
    _ timeIndex: Int
  ) -> Chart {
    var periods: [String: ReportingV1.DimensionKey] = [:]
    var series: [String: [String: ReportingV1.Figure]] = [:]
    var sums: [String: Double] = [:]
    for (row, figure) in zip(document.report.rows, figures) where row.keys.indices.contains(timeIndex) {
      let time = row.keys[timeIndex]
      let name = label(row.keys, without: timeIndex)
      periods[time.value] = time
      series[name, default: [:]][time.value] = figure
      sums[name, default: 0] += measure.value(of: figure) ?? 0
    }
    // Written by their values, periods are in the order of time.
    let times = periods.keys.sorted()
    let names = series.keys.sorted { (-(sums[$0] ?? 0), $0) < (-(sums[$1] ?? 0), $1) }
    let shown = names.prefix(LineChart.seriesMax)
    let lines = shown.map { name in
      let figures = times.map { series[name]?[$0] }
      return LineChart.Series(name: name, values: figures.map(measure.value), texts: figures.map(measure.text))
    }
    let labels = times.compactMap { periods[$0].map(dimensions.label) }
    let chart = LineChart(
      title: name,
      description: lines.map { line in
        let points = zip(labels, line.texts).map { "\($0) \($1)" }.joined(separator: "; ")
        return line.name.isEmpty ? points : "\(line.name): \(points)"
      }.joined(separator: ". "),
      periods: labels,
      series: lines,
      axis: ChartAxis(values: lines.flatMap { $0.values.compactMap { $0 } }, highest: measure.axisMax),
      axisText: { measure.axisText($0) }
    )
    let left = names.count - shown.count
    let more = left > 0 ? words("; còn \(left) dãy trong bảng", "; \(left) more series are in the table") : ""
    return Chart(title: name, note: measure.axisName + more, element: chart.rendered())
  }
}
