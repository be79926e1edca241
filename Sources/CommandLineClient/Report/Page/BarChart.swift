import ClientKit

/// Bars from left to right, one for each category, each with its figure in words beside it.
struct BarChart: Sendable {
  /// One bar.
  struct Bar: Sendable {
    let label: String
    /// Nil: there is no data, which is not 0.
    let value: Double?
    let text: String
  }

  /// Most bars of one chart; the table has all rows.
  static let countMax = 40

  let title: String
  let description: String
  let bars: [Bar]
  let axis: ChartAxis
  /// The whole, which the bars are compared with.
  let reference: (value: Double, text: String)?

  private static let width = 880.0
  private static let rowHeight = 25.0
  private static let labelWidth = 250.0
  private static let textWidth = 178.0
  private static let referenceHeight = 20.0
  private static let labelCountMax = 36

  /// The chart as an element of a page.
  func rendered() -> String {
    let top = reference == nil ? 0 : Self.referenceHeight
    let height = top + Double(bars.count) * Self.rowHeight + 6
    let left = Self.labelWidth
    let span = Self.width - Self.labelWidth - Self.textWidth
    let zero = left + axis.position(of: 0) * span
    var text =
      "<svg viewBox=\"0 0 \(HTMLText.pixels(Self.width)) \(HTMLText.pixels(height))\" role=\"img\">"
      + "<title>\(HTMLText.escaped(title))</title><desc>\(HTMLText.escaped(description))</desc>"
    for (index, bar) in bars.enumerated() {
      let y = top + Double(index) * Self.rowHeight
      let middle = HTMLText.pixels(y + 16)
      let label = HTMLText.escaped(bar.label.shortened(to: Self.labelCountMax))
      text += "<text x=\"\(HTMLText.pixels(left - 12))\" y=\"\(middle)\" text-anchor=\"end\">\(label)</text>"
      text += rectangle(left, y + 4, span, "#edf2ef")
      var end = zero
      if let value = bar.value {
        end = left + axis.position(of: value) * span
        text += rectangle(min(zero, end), y + 4, max(abs(end - zero), value == 0 ? 0 : 1.5), "#0b6b4b")
      }
      text +=
        "<text x=\"\(HTMLText.pixels(left + span + 12))\" y=\"\(middle)\">\(HTMLText.escaped(bar.text))</text>"
    }
    if let reference {
      let x = HTMLText.pixels(left + axis.position(of: reference.value) * span)
      let line = "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"\(HTMLText.pixels(top))\" y2=\"\(HTMLText.pixels(height - 4))\" "
      // On a white line, so that it is seen on bars as well as between them.
      text +=
        line + "stroke=\"#fff\" stroke-width=\"3\"/>" + line
        + "stroke=\"#17231e\" stroke-width=\"1.2\" stroke-dasharray=\"4 3\"/>"
        + "<text x=\"\(x)\" y=\"14\" text-anchor=\"middle\" font-size=\"12\">\(HTMLText.escaped(reference.text))</text>"
    }
    return text + "</svg>"
  }

  private func rectangle(_ x: Double, _ y: Double, _ width: Double, _ colour: String) -> String {
    "<rect x=\"\(HTMLText.pixels(x))\" y=\"\(HTMLText.pixels(y))\" width=\"\(HTMLText.pixels(width))\" height=\"17\" "
      + "rx=\"2\" fill=\"\(colour)\"/>"
  }
}
