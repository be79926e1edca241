/// A table in plain text, aligned by display width.
package struct TextTable: Sendable {
  /// Which side of its column a cell stands on.
  package enum Alignment: Sendable {
    case left
    case right
  }

  /// A column: its heading, one string for each line of it, and the side its cells stand on.
  package struct Column: Sendable {
    package let headings: [String]
    package let alignment: Alignment

    package init(headings: [String], alignment: Alignment) {
      self.headings = headings
      self.alignment = alignment
    }

    package init(_ headings: String..., alignment: Alignment = .left) {
      self.init(headings: headings, alignment: alignment)
    }
  }

  /// One line below the headings.
  package enum Line: Sendable, Hashable {
    /// Cells from left to right; those that are missing are empty.
    case cells([String])
    /// Text across all columns, at the left.
    case caption(String)
    /// A line across the table.
    case rule
  }

  package let columns: [Column]
  package var lines: [Line] = []
  /// Most columns of the terminal that one cell may take; longer ones are cut. Nil: no limit.
  package var cellWidthMax: Int?

  package init(_ columns: [Column], cellWidthMax: Int? = nil) {
    self.columns = columns
    self.cellWidthMax = cellWidthMax
  }

  package mutating func append(_ cells: [String]) { lines.append(.cells(cells)) }

  /// The whole table, each line ended by a line feed and without spaces at its end.
  package func rendered() -> String {
    let headingLines = (0..<(columns.map(\.headings.count).max() ?? 0)).map { line in
      columns.map { line < $0.headings.count ? $0.headings[line] : "" }
    }
    let prepared = lines.map(prepare)
    let widths = columns.indices.map { index in
      (headingLines + prepared.compactMap(\.cells)).map { index < $0.count ? $0[index].displayWidth : 0 }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    var result = headingLines.map { render($0, widths) }
    result.append(rule)
    for line in prepared {
      switch line {
      case .cells(let cells): result.append(render(cells, widths))
      case .caption(let text): result.append(text)
      case .rule: result.append(rule)
      }
    }
    return result.map { $0.withoutTrailingSpaces + "\n" }.joined()
  }

  private func prepare(_ line: Line) -> Line {
    switch line {
    case .cells(let cells):
      return .cells(cells.map { cellWidthMax.map($0.printable.shortened(to:)) ?? $0.printable })
    case .caption(let text): return .caption(text.printable)
    case .rule: return .rule
    }
  }

  private func render(_ cells: [String], _ widths: [Int]) -> String {
    columns.indices.map { index in
      let cell = index < cells.count ? cells[index] : ""
      switch columns[index].alignment {
      case .left: return cell.padded(to: widths[index])
      case .right: return cell.rightAligned(to: widths[index])
      }
    }.joined(separator: "  ")
  }
}

extension TextTable.Line {
  fileprivate var cells: [String]? {
    if case .cells(let cells) = self { return cells }
    return nil
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
