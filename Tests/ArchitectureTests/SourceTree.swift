import Foundation

/// The repository's own files, read as text: what the style and layering tests look at.
struct SourceTree {
  /// A file of the tree.
  struct File {
    /// Path below the repository's root: "Sources/Wire/FrameHeader.swift".
    let path: String
    let text: String

    /// The text's lines, without their ends.
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The room or program the file belongs to: "Wire". Nil outside Sources/.
    var room: String? {
      let parts = path.split(separator: "/")
      return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// Written by the generator, and so exempt from rules of size.
    var isGenerated: Bool { path.contains("/Generated/") || path.hasPrefix("Sources/CMessages/") }

    /// Modules the file imports, by name, without access level or attributes.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
          words[..<index].allSatisfy({ Self.importModifiers.contains($0) })
        else { return nil }
        let kinds: Set<String> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
        let name = kinds.contains(words[index + 1]) ? words.dropFirst(index + 2).first : words[index + 1]
        return name.map { String($0.prefix { $0 != "." && $0 != ";" }) }
      }
    }

    private static let importModifiers: Set<String> = [
      "public", "package", "internal", "fileprivate", "private", "@preconcurrency", "@testable", "@_exported",
    ]
  }

  /// The repository's root, found from this file's place in it.
  static let root: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Files below `folder` whose names end in one of `extensions`, in the order of their paths.
  static func files(below folder: String, extensions: Set<String>) throws -> [File] {
    let base = root.appending(path: folder)
    guard let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
    var found: [File] = []
    for case let url as URL in walker where extensions.contains(url.pathExtension) {
      let path = String(url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1))
      found.append(File(path: path, text: try String(contentsOf: url, encoding: .utf8)))
    }
    return found.sorted { $0.path < $1.path }
  }
}
