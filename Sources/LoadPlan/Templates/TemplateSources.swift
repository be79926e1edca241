import ClientKit

/// What templates are made from besides their own text: variables, and files of values.
package struct TemplateSources: Sendable {
  /// Values of `${NAME}`.
  package let variables: [String: String]
  private let readFile: @Sendable (_ name: String, _ bytesMax: Int) throws -> String
  /// Files that were read, by the names that templates use.
  private var tables: [String: CSVTable] = [:]

  /// - Parameters:
  ///   - variables: Values of `${NAME}`, by name.
  ///   - readFile: Reads a file as templates name it. What it throws is told as it describes itself.
  package init(
    variables: [String: String] = [:],
    readFile: @escaping @Sendable (_ name: String, _ bytesMax: Int) throws -> String
  ) {
    self.variables = variables
    self.readFile = readFile
  }

  /// Sources whose files lie in a folder, or are named by absolute paths.
  package init(variables: [String: String] = [:], folder: String) {
    self.init(variables: variables) { name, bytesMax in
      try TextFile.read(name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)", bytesMax: bytesMax)
    }
  }

  /// The table in a file, which is read once.
  ///
  /// - Throws: ``TemplateFault`` when it cannot be read or is no table.
  mutating func table(named name: String, for placeholder: Placeholder) throws(TemplateFault) -> CSVTable {
    if let table = tables[name] { return table }
    let text: String
    do {
      text = try readFile(name, CSVTable.fileBytesMax)
    } catch {
      let reason = (error as? CommandFailure)?.message ?? "\(name) cannot be read: \(error)"
      throw TemplateFault(placeholder: placeholder.text, reason: reason)
    }
    do throws(CSVTable.Fault) {
      let table = try CSVTable(name: name, text: text)
      tables[name] = table
      return table
    } catch {
      throw TemplateFault(placeholder: placeholder.text, reason: "\(name), line \(error.line): \(error.reason)")
    }
  }
}
