import ClientKit
import Foundation
import RPC
import RPCSocket

/// What a command has around it. Tests put their own around it.
struct Session: Sendable {
  /// What was asked for.
  let output: any TextOutput
  /// Errors, notices and progress.
  let diagnostics: any TextOutput
  let environment: [String: String]
  /// Opens a channel to the gateway; connecting may come later.
  let openChannel: @Sendable (GatewayAddress) throws -> any Channel
  /// Waits for a part of standard input, of at most so many bytes; none at its end. Blocks its thread.
  let readInputChunk: @Sendable (_ bytesMax: Int) throws -> [UInt8]
  /// Waits between two attempts.
  let pause: @Sendable (Duration) async throws -> Void

  /// The clock, in seconds since 1970.
  var nowUnixSeconds: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }

  /// How much of an import goes at once.
  var importLimits = ImportLimits()

  /// Most bytes of standard input that are taken as a whole.
  static let inputBytesMax = 64 * 1024 * 1024

  /// All of standard input.
  ///
  /// - Throws: ``CommandFailure`` when there is more than ``inputBytesMax``.
  func readInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let chunk = try readInputChunk(65_536)
      if chunk.isEmpty { return bytes }
      bytes += chunk
      if bytes.count > Self.inputBytesMax {
        throw CommandFailure(.refused, "standard input holds more than \(Self.inputBytesMax) bytes")
      }
    }
  }

  /// A notice to people, on a line of its own.
  func note(_ text: String) throws {
    try diagnostics.write(text + "\n")
  }

  /// Opens a channel to the gateway, runs the body, and closes the channel whatever comes.
  func withGateway<Result: Sendable>(
    _ options: GlobalOptions,
    _ body: (any Channel) async throws -> Result
  ) async throws -> Result {
    let channel = try openChannel(try options.address(in: self))
    do {
      let result = try await body(channel)
      await channel.close()
      return result
    } catch {
      await channel.close()
      throw error
    }
  }
}
