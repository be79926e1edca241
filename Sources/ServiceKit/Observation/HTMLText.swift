/// Text that becomes part of a page, whatever it contains.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // What would not be shown, or would turn the line around, is shown as what it is.
      case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A table; the cells are escaped here. A column without content is left out, and the table when there are no rows.
  static func table(_ columns: [Column], _ rows: [[String]], empty: String) -> String {
    if rows.isEmpty { return "<p class=\"none\">\(escaped(empty))</p>\n" }
    let shown = columns.indices.filter { index in rows.contains { !$0[index].isEmpty } }
    var html = "<table><thead><tr>"
    for index in shown { html += "<th\(columns[index].cssClass)>\(escaped(columns[index].title))</th>" }
    html += "</tr></thead>\n<tbody>\n"
    for row in rows {
      html += "<tr>"
      for index in shown { html += "<td\(columns[index].cssClass)>\(columns[index].html(row[index]))</td>" }
      html += "</tr>\n"
    }
    return html + "</tbody></table>\n"
  }

  /// A column of a table.
  struct Column {
    enum Kind: String {
      /// Words, which go on in the next line between each other.
      case words = ""
      /// Numbers, one below the other.
      case number = "n"
      /// Something short, in one line.
      case line = "l"
      /// Something long, which goes on in the next line anywhere.
      case long = "g"
      /// A method's path, which goes on in the next line behind its "/".
      case path = "p"
    }

    let title: String
    let kind: Kind

    init(_ title: String, _ kind: Kind = .words) {
      self.title = title
      self.kind = kind
    }

    var cssClass: String { kind == .words ? "" : " class=\"\(kind.rawValue)\"" }

    func html(_ text: String) -> String {
      let escaped = HTMLText.escaped(text)
      return kind == .path
        ? escaped.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "/<wbr>") : escaped
    }
  }

  /// A whole page. `body` is HTML already.
  static func page(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>\(style)</style></head>
    <body>
    \(body)</body></html>

    """
  }

  private static let style = """
    :root{color-scheme:light dark;--line:#8884;--soft:#8881;--dim:#777}
    body{font:14px/1.45 system-ui,sans-serif;margin:1.2rem 1.6rem;max-width:1500px}
    h1{font-size:1.35rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
    p{margin:.2rem 0}.none,.dim{color:var(--dim)}
    .state{font-weight:600}.bad{color:#c22}.good{color:#283}
    dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:.5rem;margin:.8rem 0}
    dl div{background:var(--soft);border-radius:6px;padding:.4rem .6rem}
    dt{color:var(--dim);font-size:.85em}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
    table{border-collapse:collapse;width:100%}
    th,td{text-align:left;padding:.22rem .6rem .22rem 0;border-bottom:1px solid var(--line);vertical-align:top}
    th{color:var(--dim);font-weight:500;white-space:nowrap}
    .n,.l{white-space:nowrap;font-variant-numeric:tabular-nums}.n{text-align:right}.g{overflow-wrap:anywhere}
    """
}
