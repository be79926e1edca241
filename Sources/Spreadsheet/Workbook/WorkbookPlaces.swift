/// Where the parts of a workbook lie in its archive.
struct WorkbookPlaces {
  /// A sheet of the workbook.
  struct Sheet {
    let name: String
    let isHidden: Bool
    let part: String
  }

  let sheets: [Sheet]
  let sharedTexts: String?
  let styles: String?
  /// True when days count from 1904-01-01, as in workbooks of old Macintosh programs.
  let countsFrom1904: Bool

  init(path: String) throws(SpreadsheetError) {
    let root = try Self.relations(path, of: "")
    guard let main = root.first(where: { $0.kind == "officeDocument" })?.target else {
      throw SpreadsheetError(message: "there is no workbook in this file: is it an .xlsx file?")
    }
    let book = WorkbookHandler()
    guard try Self.read(path, main, book) else {
      throw SpreadsheetError(message: "there is no workbook in this file: is it an .xlsx file?")
    }
    let relations = try Self.relations(path, of: main)
    var sheets: [Sheet] = []
    for sheet in book.sheets {
      guard let relation = relations.first(where: { $0.identifier == sheet.relation }), relation.kind == "worksheet"
      else { continue }
      sheets.append(Sheet(name: sheet.name, isHidden: sheet.isHidden, part: relation.target))
    }
    self.sheets = sheets
    sharedTexts = relations.first { $0.kind == "sharedStrings" }?.target
    styles = relations.first { $0.kind == "styles" }?.target
    countsFrom1904 = book.countsFrom1904
  }

  /// Reads a small part; false when there is none.
  static func read(_ path: String, _ name: String, _ handler: any XMLHandler) throws(SpreadsheetError) -> Bool {
    let bytesMax = SpreadsheetLimits.unpackedSmallPartBytesMax
    guard let entry = try ZipEntryReader(path: path, name: name, bytesMax: bytesMax) else { return false }
    try XMLScanner.read(entry, named: name, handler)
    return true
  }

  private static func relations(_ path: String, of part: String) throws(SpreadsheetError) -> [Relation] {
    let folder = part.split(separator: "/").dropLast().map { $0 + "/" }.joined()
    let file = part.split(separator: "/").last.map(String.init) ?? ""
    let handler = RelationsHandler(folder: folder)
    _ = try read(path, "\(folder)_rels/\(file).rels", handler)
    return handler.relations
  }

  /// What one part says of another.
  struct Relation {
    let identifier: String
    /// Last word of its type: "worksheet".
    let kind: String
    /// Name of the other part in the archive.
    let target: String
  }

  private final class RelationsHandler: XMLHandler {
    let folder: String
    var relations: [Relation] = []

    init(folder: String) {
      self.folder = folder
    }

    func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
      guard name == "Relationship", let target = attributes["Target"], let type = attributes["Type"] else { return }
      if relations.count == 4 * SpreadsheetLimits.sheetsMax {
        throw SpreadsheetError(message: "the workbook has too many parts")
      }
      relations.append(
        Relation(
          identifier: attributes["Id"] ?? "",
          kind: type.split(separator: "/").last.map(String.init) ?? "",
          target: Self.resolved(target, in: folder)
        )
      )
    }

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// The part that a target names: from the root with a "/" before it, otherwise from the folder.
    private static func resolved(_ target: String, in folder: String) -> String {
      var steps: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
      for step in target.split(separator: "/") where step != "." {
        if step == ".." { _ = steps.popLast() } else { steps.append(step) }
      }
      return steps.joined(separator: "/")
    }
  }

  private final class WorkbookHandler: XMLHandler {
    var sheets: [(name: String, isHidden: Bool, relation: String)] = []
    var countsFrom1904 = false

    func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
      switch name {
      case "workbookPr":
        countsFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
      case "sheet":
        if sheets.count == SpreadsheetLimits.sheetsMax {
          throw SpreadsheetError(message: "more than \(SpreadsheetLimits.sheetsMax) sheets")
        }
        let isHidden = (attributes["state"] ?? "visible") != "visible"
        sheets.append((attributes["name"] ?? "", isHidden, attributes["id"] ?? ""))
      default: break
      }
    }

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  }
}
