import Foundation

/// A folder of its own to run the plug-in in; it is gone with the value.
final class Workshop {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ocop-generator-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Writes a file, with the folders above it.
  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    // Not atomically: that would make a new file, and a script would lose its permission to run.
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  /// The text of a file.
  func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// Generates Swift (or, with an option, something else) from one schema.
  func generate(_ schema: String, options: [String] = []) throws -> Tools.Outcome {
    try write(schema, to: "example.proto")
    if schema.contains(Workshop.accessFile), !has(Workshop.accessFile) { try copyAccess() }
    return try Tools.run(
      "/usr/bin/protoc",
      ["--plugin=protoc-gen-ocop-swift=\(Tools.plugin)", "--ocop-swift_out=."] + options + ["example.proto"],
      in: folder
    )
  }

  private static let accessFile = "ocop/rpc/v1/access.proto"

  private func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// The option that every method needs.
  private func copyAccess() throws {
    let text = try String(
      contentsOf: Tools.repository.appending(path: "proto/\(Workshop.accessFile)"),
      encoding: .utf8
    )
    try write(text, to: Workshop.accessFile)
  }

  /// Copies a file or folder of the repository to the same path here.
  func copyFromRepository(_ path: String) throws {
    let target = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try FileManager.default.copyItem(at: Tools.repository.appending(path: path), to: target)
  }

  /// Replaces text in a file that must hold it.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    guard text.contains(old) else { throw TextNotFound(path: path, text: old) }
    try write(text.replacing(old, with: new), to: path)
  }

  /// Thrown when a file does not hold what is to be replaced.
  struct TextNotFound: Error {
    let path: String
    let text: String
  }
}
