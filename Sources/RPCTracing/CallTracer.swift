internal import RPC
public import Tracing

/// Makes spans of calls, for the tracer that a program has chosen: `Router.traceCalls` for those it answers,
/// `Channel.traced` for those it makes.
///
/// It follows OpenTelemetry's semantic conventions for RPC spans (1.45). A trace comes and goes as W3C Trace Context
/// wants: its traceparent in the call's own field, whatever else the tracer says, such as tracestate, as metadata.
public struct CallTracer: Sendable {
  let tracer: any Tracer
  /// Reads and writes what travels with a call. Often the tracer itself; it may be several instruments.
  let instrument: any Instrument

  /// A tracer by itself.
  /// - Parameter tracer: makes the spans, and knows how they travel.
  public init(_ tracer: any Tracer) {
    self.init(tracer, instrument: tracer)
  }

  init(_ tracer: any Tracer, instrument: any Instrument) {
    self.tracer = tracer
    self.instrument = instrument
  }

  /// What `InstrumentationSystem` was bootstrapped with; nil when that is nothing. It is asked when servers and
  /// channels are made, not for each call, so that without a tracer calls cost what they would without this room:
  /// bootstrap first.
  public static var installed: CallTracer? {
    let instrument = InstrumentationSystem.instrument
    if instrument is NoOpInstrument || instrument is NoOpTracer { return nil }
    return CallTracer(InstrumentationSystem.tracer, instrument: instrument)
  }

  // MARK: Spans

  /// Begins the span of a call that is answered here.
  func beginAnswering(_ call: CallContext) -> CallSpan {
    var parent = InstrumentationContext.topLevel
    extract(TraceCarrier(traceparent: call.traceparent, metadata: call.metadata), into: &parent)
    let span = tracer.startAnySpan(call.path, context: parent, ofKind: .server)
    return CallSpan(span, method: call.path, attempt: call.attempt, failures: StatusCode.serverFailures)
  }

  /// Begins the span of a call that is made here, and writes into its options what lets its server go on with the
  /// trace.
  ///
  /// Its parent is the span that the calling task is in; when it is in none, what the options say, or the trace of the
  /// call that the task answers.
  func beginMaking(_ method: AnyMethod, server: TracedServer?, options: inout CallOptions) -> CallSpan {
    let span = tracer.startAnySpan(method.path, context: parent(options), ofKind: .client)
    var carrier = TraceCarrier(traceparent: options.traceparent, metadata: options.metadata)
    inject(span.context, into: &carrier)
    options.traceparent = carrier.traceparent
    options.metadata = carrier.metadata
    return CallSpan(
      span,
      method: method.path,
      attempt: options.attempt,
      server: server,
      failures: StatusCode.clientFailures
    )
  }

  private func parent(_ options: CallOptions) -> InstrumentationContext {
    if let current = InstrumentationContext.current { return current }
    var parent = InstrumentationContext.topLevel
    if !options.traceparent.isEmpty {
      extract(TraceCarrier(traceparent: options.traceparent, metadata: options.metadata), into: &parent)
    } else if options.inheritsCurrentCall, let call = CallContext.current {
      extract(TraceCarrier(traceparent: call.traceparent, metadata: call.metadata), into: &parent)
    }
    return parent
  }

  private func extract(_ carrier: TraceCarrier, into context: inout InstrumentationContext) {
    instrument.extract(carrier, into: &context, using: TraceExtractor())
  }

  private func inject(_ context: InstrumentationContext, into carrier: inout TraceCarrier) {
    instrument.inject(context, into: &carrier, using: TraceInjector())
  }
}
