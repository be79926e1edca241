import ClientKit
import Foundation

/// Where mappings are kept.
enum MappingShelf {
  /// Ending of a mapping's file.
  static let ending = ".mapping"
  /// The folder of an installed program, and the one of the repository.
  static let folders = ["/usr/share/ocop/mappings", "deploy/mappings"]

  /// The folder to look in: OCOP_MAPPINGS, else the first of ``folders`` that is there; nil when there is none.
  static func folder(_ environment: [String: String]) -> String? {
    if let named = environment["OCOP_MAPPINGS"], !named.isEmpty { return named }
    return folders.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Every mapping of the folder, by name.
  ///
  /// - Throws: ``CommandFailure`` when one of them is wrong, or the folder that was named is not there.
  static func all(_ environment: [String: String]) throws -> [ColumnMapping] {
    guard let folder = folder(environment) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw CommandFailure(.usage, "\(folder): there is no such folder of mappings (OCOP_MAPPINGS names it)")
    }
    return try names.filter { $0.hasSuffix(ending) }.sorted().map { name in
      try ColumnMappingParser.mapping(at: "\(folder)/\(name)")
    }
  }

  /// The mapping that a user names: a file, or one of the folder.
  ///
  /// - Throws: ``CommandFailure`` with the names there are.
  static func mapping(named name: String, _ environment: [String: String]) throws -> ColumnMapping {
    if FileManager.default.fileExists(atPath: name) { return try ColumnMappingParser.mapping(at: name) }
    let all = try all(environment)
    if let found = all.first(where: { $0.name == name || $0.name + ending == name }) { return found }
    let names = all.map(\.name)
    throw CommandFailure(
      .usage,
      "there is no mapping \"\(name)\"." + Suggestion.clause(for: name, among: names)
        + (names.isEmpty
          ? " Name a file, or the folder of mappings in OCOP_MAPPINGS."
          : " There are: \(names.joined(separator: ", ")).")
    )
  }
}
