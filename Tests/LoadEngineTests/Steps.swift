import LoadEngine
import Messages
import RPC
import Services

/// Calls of the server of the interoperability tests.
enum Steps {
  static func unary(_ request: TestingV1.InteropRequest = TestingV1.InteropRequest()) -> LoadStep {
    step(TestingV1.InteropMethods.unaryCall.untyped, request.encodedBytes())
  }

  static func ending(with code: StatusCode, _ message: String) -> LoadStep {
    var request = TestingV1.InteropRequest()
    var status = TestingV1.EchoStatus()
    status.code = UInt32(code.rawValue)
    status.message = message
    request.responseStatus = status
    return unary(request)
  }

  static func carrying(byteCount: Int, answerByteCount: Int) -> TestingV1.InteropRequest {
    var payload = TestingV1.Payload()
    payload.body = [UInt8](repeating: 7, count: byteCount)
    var request = TestingV1.InteropRequest()
    request.payload = payload
    request.responseBytes = UInt32(answerByteCount)
    return request
  }

  static func answers(_ sizes: [Int]) -> TestingV1.StreamingOutputRequest {
    var request = TestingV1.StreamingOutputRequest()
    request.responseParameters = sizes.map { size in
      var parameters = TestingV1.ResponseParameters()
      parameters.responseBytes = UInt32(size)
      return parameters
    }
    return request
  }

  static func step(_ method: AnyMethod, _ request: [UInt8]) -> LoadStep {
    LoadStep(path: method.path, kind: method.kind, requests: ConstantRequest(request))
  }
}
