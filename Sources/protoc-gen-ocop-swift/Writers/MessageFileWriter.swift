import SwiftProtobufPluginLibrary

/// Writes the values of one `.proto` file.
enum MessageFileWriter {
  static func text(of file: FileDescriptor) -> String {
    var printer = CodePrinter(addNewlines: true)
    FileHeader.print(source: file.name, to: &printer)
    printer.print("internal import CMessages", "internal import CProtobufC", "")
    printer.print("extension \(SwiftNames.namespace(ofPackage: file.package)) {")
    var isFirst = true
    printer.withIndentation { printer in
      for enumeration in file.enums {
        if !isFirst { printer.print("") }
        EnumWriter.print(enumeration, to: &printer)
        isFirst = false
      }
      for message in file.messages {
        if !isFirst { printer.print("") }
        MessageWriter.print(message, to: &printer)
        isFirst = false
      }
    }
    printer.print("}")
    for message in SchemaCheck.allMessages(of: file) {
      printer.print("")
      CodingWriter.print(message, to: &printer)
    }
    return printer.content
  }
}
