import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Messages

/// The messages of ocop.testing.v1.Benchmark for gRPC Swift. They are coded by libprotobuf-c here too, so that the
/// comparison is of the runtimes.
struct MessageCoding<Value: Messages.Message>: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: Value) throws -> Bytes {
    Bytes(message.encodedBytes())
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> Value {
    try bytes.withUnsafeBytes { try Value(decoding: $0) }
  }
}

/// The look-up of the benchmarks.
struct BenchmarkService: RegistrableRPCService {
  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: MethodDescriptor(fullyQualifiedService: "ocop.testing.v1.Benchmark", method: "LookUp"),
      deserializer: MessageCoding<TestingV1.LookUpRequest>(),
      serializer: MessageCoding<TestingV1.LookUpResponse>()
    ) { request, _ in
      let single = try await ServerRequest(stream: request)
      var response = TestingV1.LookUpResponse()
      response.id = single.message.id
      response.name = "Na Chi Lăng, loại một, thùng 10 kg"
      response.unitCode = "06154"
      response.revision = single.message.revision
      response.stars = 4
      return StreamingServerResponse(single: ServerResponse(message: response))
    }
  }
}

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 7491
let server = GRPCServer(
  transport: .http2NIOPosix(address: .ipv4(host: "127.0.0.1", port: port), transportSecurity: .plaintext),
  services: [BenchmarkService()]
)
try await server.serve()
