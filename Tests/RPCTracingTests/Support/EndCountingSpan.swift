import Synchronization
import Tracing

/// A span that counts how often it was ended, and called an error.
final class EndCountingSpan: Span {
  let endCount = Atomic<Int>(0)
  let errorCount = Atomic<Int>(0)

  var context: InstrumentationContext { .topLevel }
  var isRecording: Bool { true }
  var operationName: String {
    get { "" }
    set { _ = newValue }
  }
  var attributes: SpanAttributes {
    get { [:] }
    set { _ = newValue }
  }

  func setStatus(_ status: SpanStatus) { errorCount.add(1, ordering: .relaxed) }
  func addEvent(_ event: SpanEvent) {}
  func addLink(_ link: SpanLink) {}
  func recordError<Instant: TracerInstant>(
    _ error: any Error,
    attributes: SpanAttributes,
    at instant: @autoclosure () -> Instant
  ) {}
  func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) { endCount.add(1, ordering: .relaxed) }
}
