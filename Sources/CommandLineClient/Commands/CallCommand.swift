import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop call`
struct CallCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Call any method of any daemon, with requests and answers in JSON.",
    discussion: """
      What the method takes and gives, the daemon itself says (ocop.rpc.v1.Reflection); "ocop describe METHOD" shows \
      it. Without --gateway the gateway is asked; any other daemon is named by its own address.

      Requests follow protobuf's JSON form: fields by the schema's name (producer_id) or its JSON name (producerId), \
      64-bit integers as numbers or strings, bytes in base64, enumerations by name or number. Without a request an \
      empty one is sent; "-" reads it from standard input.

      A method that answers with a stream prints one object a line, as they come. One that takes a stream sends each \
      request that is given; with "-" each line of standard input is one, sent as it comes. Streams end by themselves, \
      by --timeout when that is given, or by Ctrl-C.

      When the call fails, its code, message and details are printed and the exit status tells what kind of failure \
      it is; see "ocop --help".

      Examples:
        ocop call Gateway/GetInstallationStatus
        ocop call Registry/GetRecord '{"kind": "RECORD_KIND_PRODUCER", "id": "CT-CL-02"}'
        ocop call ocop.listing.v1.Listing/Watch --timeout 10
        ocop call Health/Check --gateway unix:/run/ocop/registry.sock
        ocop call Registry/ListRecords - < request.json
        printf '{"a": 1}\\n{"a": 2}\\n' | ocop call SERVICE/STREAMING_METHOD -
        ocop call METHOD '{}' --metadata x-request-id=7 --metadata x-token-bin=AAEC --show-metadata
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The method: \"ocop.registry.v1.Registry/GetRecord\", or \"Registry/GetRecord\".")
  var method: String

  @Argument(help: "The request, or the requests; \"-\" reads from standard input.")
  var requests: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Metadata to send; may be given several times. The value of a key that ends in \"-bin\" is base64.",
      valueName: "key=value"
    )
  )
  var metadata: [String] = []

  @Flag(name: .long, help: "Compress requests, where the server takes that and they get smaller.")
  var compress = false

  @Flag(name: .long, help: "Print the server's initial metadata and its trailers, on standard error.")
  var showMetadata = false

  func run(in session: Session) async throws {
    let metadata = try MetadataText.metadata(metadata)
    let gateway = options.gatewayText(in: session)
    try await session.withGateway(options) { channel in
      let schema = DaemonSchema(channel: channel, options: options.callOptions, place: gateway)
      let descriptor = try await schema.method(named: method).descriptor
      let isStreaming = descriptor.isClientStreaming || descriptor.isServerStreaming
      // A stream may go on for ever, and requests may be written by hand.
      var callOptions = CallOptions(
        timeout: isStreaming ? options.timeout.map { .seconds($0) } : options.callTimeout,
        metadata: metadata
      )
      callOptions.compressesRequests = compress
      let call = CallRun(
        method: descriptor,
        channel: channel,
        session: session,
        options: callOptions,
        showsMetadata: showMetadata
      )
      do {
        try await call.run(requests)
      } catch let error as RPCError where !Task.isCancelled {
        throw CommandFailure(call: error, gateway: gateway)
      }
    }
  }
}
