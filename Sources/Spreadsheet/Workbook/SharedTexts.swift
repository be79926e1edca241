/// The texts that the cells of a workbook share: those that are asked for, packed one behind the other.
///
/// A file of orders holds the buyers' names among them; only texts of columns that are read are kept.
struct SharedTexts {
  /// Numbers of texts.
  struct Numbers {
    private var words: [UInt64] = []

    /// Adds a number below ``SpreadsheetLimits/sharedTextsMax``.
    mutating func insert(_ number: Int) {
      guard (0..<SpreadsheetLimits.sharedTextsMax).contains(number) else { return }
      if number / 64 >= words.count {
        words += repeatElement(0, count: number / 64 + 1 - words.count)
      }
      words[number / 64] |= 1 << UInt64(number % 64)
    }

    func contains(_ number: Int) -> Bool {
      number / 64 < words.count && words[number / 64] & (1 << UInt64(number % 64)) != 0
    }

    var isEmpty: Bool { words.isEmpty }
  }

  private var bytes: [UInt8] = []
  /// Where each text ends in ``bytes``; texts that were not asked for are empty.
  private var ends: [Int] = []

  /// No texts.
  init() {}

  init(path: String, part: String, wanted: Numbers) throws(SpreadsheetError) {
    if wanted.isEmpty { return }
    let bytesMax = SpreadsheetLimits.unpackedPartBytesMax
    guard let entry = try ZipEntryReader(path: path, name: part, bytesMax: bytesMax) else { return }
    let handler = Handler(wanted)
    try XMLScanner.read(entry, named: part, handler)
    bytes = handler.bytes
    ends = handler.ends
  }

  /// The text of a number; nil when the workbook has none.
  subscript(_ number: Int) -> String? {
    guard ends.indices.contains(number) else { return nil }
    let start = number == 0 ? 0 : ends[number - 1]
    return EscapedText.decoded(String(decoding: bytes[start..<ends[number]], as: UTF8.self))
  }

  /// Keeps the texts that are wanted.
  final class Handler: XMLHandler {
    private let wanted: Numbers
    var bytes: [UInt8] = []
    var ends: [Int] = []
    private var isInText = false
    private var isInPhonetics = false

    init(_ wanted: Numbers) {
      self.wanted = wanted
    }

    func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
      switch name {
      case "si":
        if ends.count == SpreadsheetLimits.sharedTextsMax {
          throw SpreadsheetError(message: "more than \(SpreadsheetLimits.sharedTextsMax) different texts")
        }
      case "rPh": isInPhonetics = true
      case "t": isInText = !isInPhonetics && wanted.contains(ends.count)
      default: break
      }
    }

    func end(_ name: String) throws(SpreadsheetError) {
      switch name {
      case "si":
        if bytes.count - (ends.last ?? 0) > SpreadsheetLimits.cellBytesMax {
          throw SpreadsheetError(message: "a cell holds more than \(SpreadsheetLimits.cellBytesMax) bytes of text")
        }
        ends.append(bytes.count)
      case "rPh": isInPhonetics = false
      case "t": isInText = false
      default: break
      }
    }

    func text(_ text: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {
      guard isInText else { return }
      bytes += text
      if bytes.count > SpreadsheetLimits.sharedTextBytesMax {
        throw SpreadsheetError(
          message: "more than \(SpreadsheetLimits.sharedTextBytesMax) bytes of different texts: split the file"
        )
      }
    }
  }
}
