import ArgumentParser
import Messages
import RPC

/// `ocop call`
struct CallCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Call any method with a request in JSON and print the answer in JSON.",
    discussion: """
      The request follows protobuf's JSON form: fields by the schema's name (producer_id) or its JSON name \
      (producerId), 64-bit integers as numbers or strings, bytes in base64, enumerations by name or number. A method \
      that streams prints one object a line. "ocop describe METHOD" shows what a request holds.

      Examples:
        ocop call Registry/GetRecord '{"kind": "RECORD_KIND_PRODUCER", "id": "CT-CL-02"}'
        echo '{}' | ocop call Gateway/GetInstallationStatus -
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The method: \"ocop.registry.v1.Registry/GetRecord\", or \"Registry/GetRecord\".")
  var method: String

  @Argument(help: "The request; \"-\" reads it from standard input.")
  var request: String = "{}"

  /// Largest JSON text that is read, in bytes.
  private static let requestBytesMax = 64 * 1024 * 1024

  func run(in session: Session) async throws {
    let method = try MethodLookup.method(named: method)
    if method.isClientStreaming {
      throw CommandFailure(.usage, "\(method.path) takes a stream of requests, which this command cannot send")
    }
    let text = request == "-" ? try session.readInput(Self.requestBytesMax) : Array(request.utf8)
    let message = try MessageJSON.message(method.input, from: try JSONParser.value(of: text))
    let bytes = message.encodedBytes()
    try await session.withGateway(options) { channel in
      guard method.isServerStreaming else {
        let answer = try await channel.unaryBytes(path: method.path, request: bytes, options: options.callOptions)
        let json = MessageJSON.value(of: try DynamicMessage(method.output, decodingBytes: answer))
        return try session.output.write(JSONWriter.indented(json))
      }
      // A stream may go on for ever: it ends by itself, by --timeout when that is given, or by Ctrl-C.
      let streamOptions = CallOptions(timeout: options.timeout.map { .seconds($0) })
      let answers = try await channel.serverStreamingBytes(path: method.path, request: bytes, options: streamOptions)
      for try await answer in answers {
        let json = MessageJSON.value(of: try DynamicMessage(method.output, decodingBytes: answer))
        try session.output.write(JSONWriter.oneLine(json) + "\n")
      }
    }
  }
}
