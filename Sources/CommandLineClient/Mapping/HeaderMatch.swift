import ClientKit
import Spreadsheet

/// How a row fits the headers of a mapping.
struct HeaderMatch {
  let row: SheetRow
  private(set) var columns: [ImportColumn] = []
  private(set) var helpers: [String: Int] = [:]
  /// Headers, each with its other names, that must be there and are not.
  private(set) var missing: [[String]] = []
  /// Names in the row that the mapping does not know.
  private(set) var unread: [String] = []
  /// Headers that are there.
  private(set) var foundCount = 0

  init(_ row: SheetRow, _ mapping: ColumnMapping) {
    self.row = row
    let names = row.cells.map { VietnameseText.folded($0.text) }
    var used: Set<Int> = []
    func place(of headers: [String], isOptional: Bool, in match: inout HeaderMatch) -> Int? {
      let wanted = headers.map(VietnameseText.folded)
      let found = names.indices.first { index in !used.contains(index) && wanted.contains(names[index]) }
      if let found {
        used.insert(found)
        match.foundCount += 1
      } else if !isOptional {
        match.missing.append(headers)
      }
      return found
    }
    for helper in mapping.helpers {
      if let index = place(of: helper.headers, isOptional: helper.isOptional, in: &self) {
        helpers[helper.name] = index
      }
    }
    for column in mapping.columns {
      let origin: ImportColumn.Origin?
      if let constant = column.constant {
        origin = .constant(constant)
      } else if let template = column.template {
        origin = .template(template)
      } else if let floorID = column.listingFloorID {
        origin = .listing(floorID: floorID)
      } else {
        origin = place(of: column.headers, isOptional: column.isOptional, in: &self).map { .cell($0) }
      }
      guard let origin else { continue }
      var shownName = column.column.name
      if case .cell(let index) = origin { shownName = row.cells[index].text.trimmed }
      columns.append(ImportColumn(column: column.column, origin: origin, shownName: shownName, form: column.form))
    }
    let ignored = Set(mapping.ignored.map(VietnameseText.folded))
    unread = names.indices.filter { !used.contains($0) && !names[$0].isEmpty && !ignored.contains(names[$0]) }
      .map { row.cells[$0].text.trimmed }
  }

  /// True when everything that must be there is.
  var isWhole: Bool { missing.isEmpty && foundCount > 0 }
}
