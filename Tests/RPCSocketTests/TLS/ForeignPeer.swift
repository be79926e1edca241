#if TLS
  import Foundation

  /// The other end of a connection, played by openssl: what our own side would refuse to be.
  final class ForeignPeer: Sendable {
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()

    /// Starts `openssl` with these arguments, in a folder.
    init(_ arguments: [String], in folder: URL) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/openssl")
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.standardInput = input
      process.standardOutput = output
      process.standardError = output
      try process.run()
      self.process = process
    }

    // Not SIGTERM: a process that is started from one of Dispatch's threads has it blocked.
    deinit { kill(process.processIdentifier, SIGKILL) }

    /// What it prints, until that has these words in it, or it has ended.
    func text(until words: String) -> String {
      var text = ""
      while !text.contains(words), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        text += String(decoding: data, as: UTF8.self)
      }
      return text
    }

    /// The port of an `openssl s_server -accept 0`, from the line it prints.
    func port() -> Int? {
      var text = ""
      while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        text += String(decoding: data, as: UTF8.self)
        for line in text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1) where line.hasPrefix("ACCEPT") {
          return line.split(separator: ":").last.flatMap { Int($0) }
        }
      }
      return nil
    }
  }
#endif
