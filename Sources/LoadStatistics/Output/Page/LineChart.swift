internal import ClientKit

/// Lines in a frame with two axes, as SVG.
struct LineChart {
  /// A place of a line.
  struct Point {
    let x: Double
    let y: Double
  }

  /// How a line is drawn.
  enum Stroke: String {
    case solid = ""
    case dashed = " stroke-dasharray=\"6 4\""
  }

  /// A line; where it is broken, another stretch begins.
  struct Series {
    let name: String
    let colour: String
    var stroke = Stroke.solid
    let stretches: [[Point]]
  }

  /// A place of a line with a name beside it.
  struct Mark {
    let point: Point
    let text: String
    let colour: String
  }

  let title: String
  let note: String
  let xAxis: ChartAxis
  let yAxis: ChartAxis
  let series: [Series]
  var marks: [Mark] = []
  /// Width of the drawing; its letters are as large as those of a page of 1,180 pixels for a chart across the whole.
  let width: Double
  var height = 300.0

  private static let left = 66.0
  private static let right = 22.0
  private static let top = 14.0
  private static let bottom = 28.0

  /// The chart with its title and legend, as a figure of a page.
  var html: String {
    let legend = series.map { series in
      "<span><svg viewBox=\"0 0 22 8\" class=\"key\"><line x1=\"0\" y1=\"4\" x2=\"22\" y2=\"4\" "
        + "stroke=\"\(series.colour)\" stroke-width=\"2.5\"\(series.stroke.rawValue)/></svg>"
        + "\(HTMLText.escaped(series.name))</span>"
    }
    let size = "0 0 \(HTMLText.pixels(width)) \(HTMLText.pixels(height))"
    return """
      <figure><figcaption><h3>\(HTMLText.escaped(title))</h3><p class="note">\(HTMLText.escaped(note))</p>\
      <p class="legend">\(legend.joined())</p></figcaption>
      <svg viewBox="\(size)" role="img" aria-label="\(HTMLText.escaped(title))">\
      \(grid)\(series.map(line).joined())\(marks.map(mark).joined())</svg></figure>

      """
  }

  private func x(_ value: Double) -> Double {
    Self.left + xAxis.position(of: value) * (width - Self.left - Self.right)
  }

  private func y(_ value: Double) -> Double {
    Self.top + (1 - yAxis.position(of: value)) * (height - Self.top - Self.bottom)
  }

  private var grid: String {
    let (right, bottom) = (width - Self.right, height - Self.bottom)
    let across = yAxis.ticks.map { tick in
      Self.rule(Self.left, y(tick.value), right, y(tick.value))
        + Self.label(Self.left - 8, y(tick.value) + 4, "end", tick.name)
    }
    let upright = xAxis.ticks.map { tick in
      Self.rule(x(tick.value), Self.top, x(tick.value), bottom)
        + Self.label(x(tick.value), bottom + 18, "middle", tick.name)
    }
    return across.joined() + upright.joined()
      + "<path d=\"M\(HTMLText.pixels(Self.left)) \(HTMLText.pixels(Self.top))V\(HTMLText.pixels(bottom))"
      + "H\(HTMLText.pixels(right))\" fill=\"none\" stroke=\"#8a9690\"/>"
  }

  private func line(_ series: Series) -> String {
    series.stretches.map { points in
      if points.count == 1 {
        let (x, y) = (HTMLText.pixels(x(points[0].x)), HTMLText.pixels(y(points[0].y)))
        return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"2\" fill=\"\(series.colour)\"/>"
      }
      let places = points.map { "\(HTMLText.pixels(x($0.x))) \(HTMLText.pixels(y($0.y)))" }
      return "<path d=\"M\(places.joined(separator: "L"))\" fill=\"none\" stroke=\"\(series.colour)\" "
        + "stroke-width=\"1.8\" stroke-linejoin=\"round\"\(series.stroke.rawValue)/>"
    }.joined()
  }

  private func mark(_ mark: Mark) -> String {
    let (x, y) = (x(mark.point.x), y(mark.point.y))
    return "<circle cx=\"\(HTMLText.pixels(x))\" cy=\"\(HTMLText.pixels(y))\" r=\"3.2\" fill=\"\(mark.colour)\"/>"
      + "<text x=\"\(HTMLText.pixels(x - 5))\" y=\"\(HTMLText.pixels(max(y - 8, 11)))\" text-anchor=\"end\" "
      + "class=\"mark\">\(HTMLText.escaped(mark.text))</text>"
  }

  private static func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    let places = zip(["x1", "y1", "x2", "y2"], [x1, y1, x2, y2]).map { "\($0)=\"\(HTMLText.pixels($1))\"" }
    return "<line \(places.joined(separator: " ")) stroke=\"#e3e9e6\"/>"
  }

  private static func label(_ x: Double, _ y: Double, _ anchor: String, _ text: String) -> String {
    text.isEmpty
      ? ""
      : "<text x=\"\(HTMLText.pixels(x))\" y=\"\(HTMLText.pixels(y))\" text-anchor=\"\(anchor)\">"
        + "\(HTMLText.escaped(text))</text>"
  }
}
