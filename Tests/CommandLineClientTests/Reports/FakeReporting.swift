import Messages
import RPC
import RPCInProcess
import Services
import Synchronization

@testable import CommandLineClient

/// A reporting service that answers as it is told, and keeps what it was asked.
final class FakeReporting: Sendable {
  typealias Answer = @Sendable (ReportingV1.GetReportRequest) throws -> ReportingV1.Report
  typealias Explanation = @Sendable (ReportingV1.ExplainReportRequest) throws -> ReportingV1.ExplainReportResponse

  private let definitions: [ReportingV1.IndicatorDefinition]
  private let answer: Answer
  private let explanation: Explanation
  private let asked = Mutex<[ReportingV1.GetReportRequest]>([])
  private let opened = Mutex<[ReportingV1.ExplainReportRequest]>([])

  init(
    definitions: [ReportingV1.IndicatorDefinition] = ReportSamples.definitions,
    explanation: @escaping Explanation = { _ in ReportingV1.ExplainReportResponse() },
    answer: @escaping Answer = { _ in ReportSamples.byUnit }
  ) {
    self.definitions = definitions
    self.answer = answer
    self.explanation = explanation
  }

  /// Questions for reports, in order.
  var requests: [ReportingV1.GetReportRequest] { asked.withLock { $0 } }

  /// Questions for cells, in order.
  var explained: [ReportingV1.ExplainReportRequest] { opened.withLock { $0 } }

  var router: Router {
    var router = Router()
    router.unary(ReportingV1.ReportingMethods.listIndicators) { [definitions] _, _ in
      var response = ReportingV1.ListIndicatorsResponse()
      response.indicators = definitions
      return response
    }
    router.unary(ReportingV1.ReportingMethods.getReport) { [self] request, _ in
      asked.withLock { $0.append(request) }
      return try answer(request)
    }
    router.unary(ReportingV1.ReportingMethods.explainReport) { [self] request, _ in
      opened.withLock { $0.append(request) }
      return try explanation(request)
    }
    return router
  }

  /// A channel of its own for each run: a command closes its channel.
  var channel: InProcessChannel { InProcessChannel(router: router) }

  /// Runs a command line, at noon of a day in Vietnam.
  func run(_ arguments: [String], on day: String = "2021-11-05") async -> CommandRun {
    await CommandRun(arguments, channel: channel, today: day)
  }
}
