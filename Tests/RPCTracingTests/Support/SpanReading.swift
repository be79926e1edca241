import InMemoryTracing
import RPC
import RPCTracing
import Tracing

extension TraceContextTracer {
  var calls: CallTracer { CallTracer(self) }

  /// The spans that ended, once they are `count` or the test's time is over; those of servers and clients together.
  func finished(_ count: Int) async -> [FinishedInMemorySpan] {
    while spans.finishedSpans.count < count && !Task.isCancelled { await Task.yield() }
    return spans.finishedSpans
  }
}

extension [FinishedInMemorySpan] {
  /// Spans of servers, as they ended.
  var ofServers: [FinishedInMemorySpan] { filter { $0.kind == .server } }
  /// Spans of clients, as they ended.
  var ofClients: [FinishedInMemorySpan] { filter { $0.kind == .client } }
}

extension FinishedInMemorySpan {
  /// The status code that it tells; empty when it tells none.
  var code: String { text("rpc.response.status_code") }

  /// A text among its attributes; empty when there is none.
  func text(_ key: String) -> String {
    if case .string(let text) = attributes.get(key) { text } else { "" }
  }

  /// A number among its attributes; nil when there is none.
  func number(_ key: String) -> Int64? {
    if case .int64(let number) = attributes.get(key) { number } else { nil }
  }

  /// Whether it counts as an error, and says so everywhere.
  var isError: Bool { status?.code == .error && text("error.type") == code }

  /// Whether nothing of it says that it is an error.
  var isGood: Bool { status == nil && text("error.type").isEmpty }
}
