import Messages
import RPC
import ServiceKit
import Services

/// A daemon with everything that every daemon has, and methods that do next to nothing.
enum BenchmarkApplication: ServiceApplication {
  static let name = "benchmark"
  static let summary = "Answers ocop.testing.v1.Benchmark, for measuring what a call costs."
  static let defaultPort = 7490
  static let keepsData = false
  static let keys: [ConfigurationDefinition] = []

  static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    ServiceParts { router in
      router.unary(TestingV1.BenchmarkMethods.lookUp) { request, _ in answer(request) }
      router.immediate(TestingV1.BenchmarkMethods.lookUpNow) { request, _ in answer(request) }
      router.serverStreaming(TestingV1.BenchmarkMethods.download) { request, writer, _ in
        var chunk = TestingV1.DownloadChunk()
        chunk.content = [UInt8](repeating: 7, count: Int(min(request.chunkBytes, 1 << 20)))
        for _ in 0..<request.count { try await writer.write(chunk) }
      }
    }
  }

  private static func answer(_ request: TestingV1.LookUpRequest) -> TestingV1.LookUpResponse {
    var response = TestingV1.LookUpResponse()
    response.id = request.id
    response.name = "Na Chi Lăng, loại một, thùng 10 kg"
    response.unitCode = "06154"
    response.revision = request.revision
    response.stars = 4
    return response
  }
}
