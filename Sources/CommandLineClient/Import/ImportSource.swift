import Foundation

/// A file to import, and what it holds.
struct ImportSource: Sendable {
  /// The file, as it is shown in messages.
  let path: String
  /// What its rows are.
  let collection: RecordCollection

  /// The files that paths name: a file itself, and of a folder every CSV file directly in it. In an order in which each
  /// file refers only to those before it.
  ///
  /// - Parameter kind: What the files hold, when their names do not say it.
  /// - Throws: ``CommandFailure`` when a path does not exist, or a file's name is not a kind of record.
  static func sources(of paths: [String], kind: RecordCollection?) throws -> [ImportSource] {
    var sources: [ImportSource] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CommandFailure(.usage, "\(path): there is no such file or folder")
      }
      if !isFolder.boolValue {
        sources.append(ImportSource(path: path, collection: try kind ?? collection(ofFile: path)))
        continue
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.lowercased().hasSuffix(".csv") }
      guard !names.isEmpty else { throw CommandFailure(.usage, "\(path): the folder holds no CSV files") }
      for name in names.sorted() {
        let file = path.hasSuffix("/") ? path + name : path + "/" + name
        sources.append(ImportSource(path: file, collection: try kind ?? collection(ofFile: file)))
      }
    }
    let order = Dictionary(uniqueKeysWithValues: RecordCollection.all.enumerated().map { ($1, $0) })
    return sources.enumerated().sorted { left, right in
      let (leftOrder, rightOrder) = (order[left.element.collection] ?? 0, order[right.element.collection] ?? 0)
      return (leftOrder, left.offset) < (rightOrder, right.offset)
    }.map(\.element)
  }

  private static func collection(ofFile path: String) throws(CommandFailure) -> RecordCollection {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
    if let found = RecordCollection.all.first(where: { $0.pluralName == stem.lowercased() }) { return found }
    let names = RecordCollection.all.map(\.pluralName)
    throw CommandFailure(
      .usage,
      "\(path): the file's name says what it holds, and \"\(stem)\" is no kind of record."
        + Suggestion.clause(for: stem, among: names)
        + " Rename it (producers.csv), or say it with --kind producers. Kinds: \(names.joined(separator: ", "))."
    )
  }
}
