internal import ClientKit

/// A table of a page. Cells are plain text and escaped here.
struct PageTable {
  /// What a row says besides its figures.
  enum Mood: String {
    case plain = ""
    case good = " class=\"good\""
    case bad = " class=\"bad\""
  }

  let title: String
  let headings: [String]
  /// Columns that hold words, from the left; the others hold figures.
  let wordColumnCount: Int
  private var rows: [String] = []

  init(_ title: String, headings: [String], wordColumnCount: Int) {
    self.title = title
    self.headings = headings
    self.wordColumnCount = wordColumnCount
  }

  mutating func append(_ cells: [String], mood: Mood = .plain) {
    // Long names of methods may be broken after their service.
    let cells = cells.enumerated().map { column, cell in
      "<td\(style(column))>\(HTMLText.escaped(cell).replacing("/", with: "/<wbr>"))</td>"
    }
    rows.append("<tr\(mood.rawValue)>\(cells.joined())</tr>\n")
  }

  /// The table with its title; nothing when it has no rows.
  var html: String {
    if rows.isEmpty { return "" }
    let headings = headings.enumerated().map { "<th\(style($0))>\(HTMLText.escaped($1))</th>" }
    return """
      <section class="table"><h3>\(HTMLText.escaped(title))</h3>
      <div class="scroll"><table><thead><tr>\(headings.joined())</tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div></section>

      """
  }

  private func style(_ column: Int) -> String { column < wordColumnCount ? "" : " class=\"figure\"" }
}
