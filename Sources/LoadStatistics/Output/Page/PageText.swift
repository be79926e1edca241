internal import ClientKit

/// Text that goes into a page: nothing that comes from outside is ever taken for markup.
enum PageText {
  /// The text as content of an element or as an attribute's value in double quotes.
  static func escaped(_ text: String) -> String {
    text.printable.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  /// A coordinate, to a tenth of a pixel.
  static func pixels(_ value: Double) -> String { DecimalText.short(value, decimalsMax: 1) }
}
