import InMemoryTracing
import Synchronization
import Tracing

/// The in-memory tracer with ids that travel as W3C Trace Context.
struct TraceContextTracer: Tracer {
  let spans: InMemoryTracer

  init() {
    let last = LastNumber()
    spans = InMemoryTracer(
      idGenerator: InMemoryTracer.IDGenerator(
        nextTraceID: { last.next(digitCount: 32) },
        nextSpanID: { last.next(digitCount: 16) }
      )
    )
  }

  func startSpan<Instant: TracerInstant>(
    _ operationName: String,
    context: @autoclosure () -> InstrumentationContext,
    ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant,
    function: String,
    file fileID: String,
    line: UInt
  ) -> InMemorySpan {
    spans.startSpan(
      operationName,
      context: context(),
      ofKind: kind,
      at: instant(),
      function: function,
      file: fileID,
      line: line
    )
  }

  func forceFlush() {}

  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier,
    into context: inout InstrumentationContext,
    using extractor: Extract
  ) where Extract.Carrier == Carrier {
    context.tracestate = extractor.extract(key: "tracestate", from: carrier)
    let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-") ?? []
    guard parts.count == 4 else { return }
    context.inMemorySpanContext = InMemorySpanContext(
      traceID: String(parts[1]),
      spanID: String(parts[2]),
      parentSpanID: nil
    )
  }

  func inject<Carrier, Inject: Injector>(
    _ context: InstrumentationContext,
    into carrier: inout Carrier,
    using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let span = context.inMemorySpanContext else { return }
    injector.inject("00-\(span.traceID)-\(span.spanID)-01", forKey: "Traceparent", into: &carrier)
    if let state = context.tracestate { injector.inject(state, forKey: "tracestate", into: &carrier) }
  }
}

/// Counts for ids.
private final class LastNumber: Sendable {
  private let number = Atomic<UInt64>(0)

  func next(digitCount: Int) -> String {
    let digits = String(number.add(1, ordering: .relaxed).newValue, radix: 16)
    return String(repeating: "0", count: digitCount - digits.count) + digits
  }
}

private enum TracestateKey: InstrumentationContextKey {
  typealias Value = String
}

extension InstrumentationContext {
  fileprivate var tracestate: String? {
    get { self[TracestateKey.self] }
    set { self[TracestateKey.self] = newValue }
  }
}
