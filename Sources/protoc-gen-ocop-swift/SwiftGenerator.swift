import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// The protoc plug-in. Writes Swift values, service protocols and clients for the `.proto` files, on top of the C that
/// protoc-c generates from the same files; or, with the parameter `inventory`, a list of all that a peer may rely on.
@main
struct SwiftGenerator: CodeGenerator {
  let supportedFeatures: [Google_Protobuf_Compiler_CodeGeneratorResponse.Feature] = [.proto3Optional]
  let version: String? = "1.0.0"

  func generate(
    files: [FileDescriptor],
    parameter: any CodeGeneratorParameter,
    protoCompilerContext: any ProtoCompilerContext,
    generatorOutputs: any GeneratorOutputs
  ) throws {
    let files = files.sorted { $0.name < $1.name }
    let mode = try Mode(parameter: parameter.parameter)
    let problems = SchemaCheck.problems(in: files)
    guard problems.isEmpty else { throw GeneratorError(problems: problems) }
    if mode == .inventory {
      try generatorOutputs.add(fileName: "inventory.txt", contents: InventoryWriter.text(of: files))
      return
    }
    for file in files {
      let name = SwiftNames.fileName(of: file)
      if !file.messages.isEmpty || !file.enums.isEmpty {
        try generatorOutputs.add(fileName: "Messages/Generated/\(name)", contents: MessageFileWriter.text(of: file))
      }
      if !file.services.isEmpty {
        try generatorOutputs.add(fileName: "Services/Generated/\(name)", contents: ServiceFileWriter.text(of: file))
      }
    }
    try generatorOutputs.add(
      fileName: "Messages/Generated/SchemaCatalog+Contents.swift",
      contents: CatalogWriter.text(of: files)
    )
    try generatorOutputs.add(
      fileName: "Messages/Generated/SchemaDocumentation+Contents.swift",
      contents: DocumentationWriter.text(of: files)
    )
  }
}
