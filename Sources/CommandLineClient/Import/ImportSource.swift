import ClientKit
import Foundation

/// A file to import, and what it holds.
struct ImportSource: Sendable {
  /// The file, as it is shown in messages.
  let path: String
  /// What its rows are.
  let collection: RecordCollection
  /// How the file's own columns become ours; nil when they are ours.
  var mapping: ColumnMapping?
  /// The sheet to read; nil = the first that fits.
  var sheetName: String?

  /// Endings of files that a folder is looked through for.
  private static let endings = [".csv", ".xlsx"]

  /// The files that paths name: a file itself, and of a folder every CSV file and workbook directly in it. In an order
  /// in which each file refers only to those before it.
  ///
  /// - Parameters:
  ///   - kind: What the files hold, when their names do not say it.
  ///   - mapping: How the files' columns become ours, when they are not ours.
  ///   - shelf: Mappings to choose from by a file's header, where its name is no kind of record.
  /// - Throws: ``CommandFailure`` when a path does not exist, or it cannot be told what a file holds.
  static func sources(
    of paths: [String],
    kind: RecordCollection?,
    mapping: ColumnMapping? = nil,
    sheetName: String? = nil,
    shelf: [ColumnMapping] = []
  ) throws -> [ImportSource] {
    var sources: [ImportSource] = []
    let source = { (path: String) in
      if let mapping {
        return ImportSource(path: path, collection: mapping.collection, mapping: mapping, sheetName: sheetName)
      }
      if let kind { return ImportSource(path: path, collection: kind, sheetName: sheetName) }
      return try Self.source(ofFile: path, sheetName, shelf)
    }
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CommandFailure(.usage, "\(path): there is no such file or folder")
      }
      if !isFolder.boolValue {
        sources.append(try source(path))
        continue
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
        endings.contains { name.lowercased().hasSuffix($0) } && !name.hasPrefix("~$") && !name.hasPrefix(".")
      }
      guard !names.isEmpty else { throw CommandFailure(.usage, "\(path): the folder holds no CSV files or workbooks") }
      for name in names.sorted() {
        sources.append(try source(path.hasSuffix("/") ? path + name : path + "/" + name))
      }
    }
    let order = Dictionary(uniqueKeysWithValues: RecordCollection.all.enumerated().map { ($1, $0) })
    return sources.enumerated().sorted { left, right in
      let (leftOrder, rightOrder) = (order[left.element.collection] ?? 0, order[right.element.collection] ?? 0)
      return (leftOrder, left.offset) < (rightOrder, right.offset)
    }.map(\.element)
  }

  private static func source(ofFile path: String, _ sheetName: String?, _ shelf: [ColumnMapping]) throws -> ImportSource
  {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = endings.first { name.lowercased().hasSuffix($0) }
    let stem = ending.map { String(name.dropLast($0.count)) } ?? name
    if let found = RecordCollection.all.first(where: { $0.pluralName == stem.lowercased() }) {
      return ImportSource(path: path, collection: found, sheetName: sheetName)
    }
    let fitting = shelf.filter { $0.fits(path, sheetName: sheetName) }
    if let mapping = fitting.first, fitting.count == 1 {
      return ImportSource(path: path, collection: mapping.collection, mapping: mapping, sheetName: sheetName)
    }
    if fitting.count > 1 {
      throw CommandFailure(
        .usage,
        "\(path): its header fits several mappings: say which with --mapping "
          + fitting.map(\.name).joined(separator: ", or --mapping ")
      )
    }
    let names = RecordCollection.all.map(\.pluralName)
    let orMapping = shelf.isEmpty ? "" : " Its header fits no mapping either (\"ocop mappings\" lists them)."
    throw CommandFailure(
      .usage,
      "\(path): the file's name says what it holds, and \"\(stem)\" is no kind of record."
        + Suggestion.clause(for: stem, among: names) + orMapping
        + " Rename it (producers.csv), or say it with --kind producers. Kinds: \(names.joined(separator: ", "))."
    )
  }
}
