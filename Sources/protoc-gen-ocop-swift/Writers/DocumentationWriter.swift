import SwiftProtobufPluginLibrary

/// Writes the comments of messages, fields, enumerations and their values as one text that the program looks things up
/// in where it lies: it costs its bytes in the binary, and no memory until somebody asks.
///
/// A line for each comment, sorted by its bytes: full name, space, comment with tabs in place of line feeds.
enum DocumentationWriter {
  static func text(of files: [FileDescriptor]) -> String {
    var printer = CodePrinter(addNewlines: true)
    FileHeader.print(source: nil, to: &printer)
    printer.print(
      "extension SchemaDocumentation {",
      "  /// Lines, sorted: full name, space, comment with tabs in place of line feeds.",
      "  static let text: StaticString = #\"\"\""
    )
    for line in lines(of: files) {
      printer.print("    \(line)")
    }
    printer.print("    \"\"\"#", "}")
    return printer.content
  }

  private static func lines(of files: [FileDescriptor]) -> [String] {
    let messages = files.flatMap(SchemaCheck.allMessages)
    let enumerations = files.flatMap(SchemaCheck.allEnums)
    var lines: [String] = []
    func add(_ name: String, _ source: some ProvidesSourceCodeLocation) {
      // Neither the end of the literal nor a tab stands in a comment; if one ever does, it is made harmless.
      let comment = Comments.text(of: source).replacing("\t", with: " ").replacing("\"\"\"#", with: "\"\"\" #")
        .replacing("\\#", with: "\\ #").replacing("\n", with: "\t")
      if !comment.isEmpty { lines.append("\(name) \(comment)") }
    }
    for message in messages {
      add(message.fullName, message)
      for field in message.fields { add("\(message.fullName).\(field.name)", field) }
    }
    for enumeration in enumerations {
      add(enumeration.fullName, enumeration)
      for value in enumeration.values { add("\(enumeration.fullName).\(value.name)", value) }
    }
    return lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
