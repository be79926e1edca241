import ClientKit

/// Lines over time, one for each series; a line is broken where there is no data.
struct LineChart: Sendable {
  /// One line: a value, or none, for each period.
  struct Series: Sendable {
    let name: String
    let values: [Double?]
    let texts: [String]
  }

  /// Most lines of one chart: colours and dashes that can be told apart, also in print.
  static let seriesMax = 6

  let title: String
  let description: String
  let periods: [String]
  let series: [Series]
  let axis: ChartAxis
  let axisText: @Sendable (Double) -> String

  private static let width = 880.0
  private static let plotHeight = 250.0
  private static let left = 86.0
  private static let right = 40.0
  private static let top = 26.0
  /// Most names of periods below the axis.
  private static let namesMax = 13
  private static let colours = ["#0b6b4b", "#c2410c", "#1d4ed8", "#9d2472", "#8a6d00", "#0e7490"]
  private static let dashes = ["", "7 4", "2 3", "10 3 2 3", "5 2", "1 3"]

  /// The chart as an element of a page.
  func rendered() -> String {
    let legendRows = series.count > 1 ? (series.count + 2) / 3 : 0
    let height = Self.top + Self.plotHeight + 34 + Double(legendRows) * 22
    return "<svg viewBox=\"0 0 \(HTMLText.pixels(Self.width)) \(HTMLText.pixels(height))\" role=\"img\">"
      + "<title>\(HTMLText.escaped(title))</title><desc>\(HTMLText.escaped(description))</desc>"
      + grid() + names() + series.indices.map(line).joined() + legend() + "</svg>"
  }

  private func x(_ index: Int) -> Double {
    let span = Self.width - Self.left - Self.right
    guard periods.count > 1 else { return Self.left + span / 2 }
    return Self.left + span * Double(index) / Double(periods.count - 1)
  }

  private func y(_ value: Double) -> Double { Self.top + Self.plotHeight * (1 - axis.position(of: value)) }

  private func grid() -> String {
    axis.ticks.map { tick in
      let y = y(tick)
      let colour = tick == 0 ? "#17231e" : "#d5ddd9"
      return "<line x1=\"\(HTMLText.pixels(Self.left))\" x2=\"\(HTMLText.pixels(Self.width - Self.right))\" "
        + "y1=\"\(HTMLText.pixels(y))\" y2=\"\(HTMLText.pixels(y))\" stroke=\"\(colour)\"/>"
        + "<text x=\"\(HTMLText.pixels(Self.left - 10))\" y=\"\(HTMLText.pixels(y + 4))\" text-anchor=\"end\" "
        + "font-size=\"12\" fill=\"#5b6a63\">\(HTMLText.escaped(axisText(tick)))</text>"
    }.joined()
  }

  private func names() -> String {
    let step = max(1, (periods.count + Self.namesMax - 1) / Self.namesMax)
    return periods.enumerated().filter { $0.offset.isMultiple(of: step) }.map { index, period in
      "<text x=\"\(HTMLText.pixels(x(index)))\" y=\"\(HTMLText.pixels(Self.top + Self.plotHeight + 20))\" "
        + "text-anchor=\"middle\" font-size=\"12\">\(HTMLText.escaped(period))</text>"
    }.joined()
  }

  private func line(_ index: Int) -> String {
    let series = series[index]
    let colour = Self.colours[index % Self.colours.count]
    let dash = Self.dashes[index % Self.dashes.count]
    var paths = ""
    var isDrawing = false
    for (position, value) in series.values.enumerated() {
      if let value {
        paths += "\(isDrawing ? "L" : "M")\(HTMLText.pixels(x(position))) \(HTMLText.pixels(y(value)))"
      }
      isDrawing = value != nil
    }
    var text =
      "<path d=\"\(paths)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2.4\" stroke-linejoin=\"round\""
      + (dash.isEmpty ? "/>" : " stroke-dasharray=\"\(dash)\"/>")
    let isLabelled = self.series.count == 1 && periods.count <= Self.namesMax
    for (position, value) in series.values.enumerated() {
      guard let value else { continue }
      let name = "\(series.name.isEmpty ? "" : series.name + ", ")\(periods[position]): \(series.texts[position])"
      text +=
        "<circle cx=\"\(HTMLText.pixels(x(position)))\" cy=\"\(HTMLText.pixels(y(value)))\" "
        + "r=\"\(periods.count > 60 ? 1.5 : 3.5)\" fill=\"\(colour)\"><title>\(HTMLText.escaped(name))</title></circle>"
      if isLabelled {
        text +=
          "<text x=\"\(HTMLText.pixels(x(position)))\" y=\"\(HTMLText.pixels(y(value) - 10))\" text-anchor=\"middle\" "
          + "font-size=\"12\" font-weight=\"600\">\(HTMLText.escaped(axisText(value)))</text>"
      }
    }
    return text
  }

  private func legend() -> String {
    guard series.count > 1 else { return "" }
    return series.enumerated().map { index, series in
      let x = Self.left + Double(index % 3) * 262
      let y = Self.top + Self.plotHeight + 46 + Double(index / 3) * 22
      let dash = Self.dashes[index % Self.dashes.count]
      return "<line x1=\"\(HTMLText.pixels(x))\" x2=\"\(HTMLText.pixels(x + 26))\" y1=\"\(HTMLText.pixels(y))\" "
        + "y2=\"\(HTMLText.pixels(y))\" stroke=\"\(Self.colours[index % Self.colours.count])\" stroke-width=\"2.4\" "
        + "stroke-dasharray=\"\(dash)\"/>"
        + "<text x=\"\(HTMLText.pixels(x + 34))\" y=\"\(HTMLText.pixels(y + 4))\">"
        + "\(HTMLText.escaped(series.name.shortened(to: 30)))</text>"
    }.joined()
  }
}
