/// Text that goes into a page: nothing that comes from outside is ever taken for markup.
package enum HTMLText {
  /// The text as content of an element or as an attribute's value in double quotes.
  package static func escaped(_ text: String) -> String {
    let text = text.printable
    guard text.utf8.contains(where: { [0x22, 0x26, 0x27, 0x3C, 0x3E].contains($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate, to a tenth of a pixel: "12.5".
  package static func pixels(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let whole = (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10)
    return tenths.isMultiple(of: 10) ? whole : "\(whole).\(tenths.magnitude % 10)"
  }
}
