import Foundation

/// The programs that the tests run: Debian's protobuf compilers and the built plug-in.
enum Tools {
  /// The plug-in lies in the folder the test bundle runs from.
  static let plugin = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "protoc-gen-ocop-swift").path

  /// The repository's root.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// True when protoc and protoc-c are installed (`deploy/test` does that).
  static var arePresent: Bool {
    ["protoc", "protoc-c"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
  }

  /// What a finished run left behind.
  struct Outcome {
    let exitCode: Int32
    let output: String
  }

  /// Runs a program to its end; its errors are part of the output.
  static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["OCOP_PLUGIN": plugin]) { $1 }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }
}
