import ClientKit
import Messages

/// The requests of one call as the command line gives them: texts of the command itself, or standard input.
struct CallRequests {
  private enum Source {
    case texts([String])
    case lines(InputLines)
  }

  private let input: MessageDescriptor
  private var source: Source
  private var sentCount = 0

  /// Requests of a call with any number of them.
  ///
  /// - Parameter texts: Each a request; "-" alone means the lines of standard input.
  /// - Throws: ``CommandFailure`` when "-" stands beside others.
  init(_ texts: [String], of input: MessageDescriptor, session: Session) throws {
    self.input = input
    if texts == ["-"] {
      source = .lines(InputLines(readChunk: session.readInputChunk))
    } else if texts.contains("-") {
      throw CommandFailure(.usage, "\"-\" stands for all requests, one a line: give it alone")
    } else {
      source = .texts(texts)
    }
  }

  /// The next request, encoded; nil after the last one.
  ///
  /// - Throws: ``CommandFailure`` naming the request or the line that is no request.
  mutating func next() async throws -> [UInt8]? {
    switch source {
    case .texts(let texts):
      guard sentCount < texts.count else { return nil }
      sentCount += 1
      let place = texts.count > 1 ? "request \(sentCount)" : ""
      return try Self.encoded(Array(texts[sentCount - 1].utf8), input, place: place, line: nil)
    case .lines(var lines):
      guard let line = try await lines.next() else { return nil }
      source = .lines(lines)
      return try Self.encoded(line.bytes, input, place: "standard input", line: line.number)
    }
  }

  /// The only request of a call: a text, or all of standard input; without either, an empty message.
  static func single(_ texts: [String], of method: MethodDescriptor, session: Session) throws -> [UInt8] {
    if texts.count > 1 {
      throw CommandFailure(.usage, "\(method.path) takes one request; \(texts.count) are given")
    }
    guard texts.first == "-" else { return try encoded(Array((texts.first ?? "{}").utf8), method.input) }
    return try encoded(try session.readInput(), method.input, place: "standard input")
  }

  /// - Parameters:
  ///   - place: where the JSON stands, for messages.
  ///   - line: which line of that it is, when it is one.
  private static func encoded(
    _ json: [UInt8],
    _ input: MessageDescriptor,
    place: String = "",
    line: Int? = nil
  ) throws -> [UInt8] {
    let start = place.isEmpty ? "" : place + (line.map { ", line \($0)" } ?? "")
    do {
      return try MessageJSON.message(input, from: try JSONParser.value(of: json)).encodedBytes()
    } catch let error as JSONError where line != nil {
      throw CommandFailure(.refused, "\(start), byte \(error.byte): \(error.message)")
    } catch let error as JSONError {
      throw CommandFailure(.refused, start.isEmpty ? error.description : "\(start): \(error)")
    } catch let error as MessageJSONError {
      throw CommandFailure(.refused, start.isEmpty ? error.description : "\(start): \(error)")
    }
  }
}
