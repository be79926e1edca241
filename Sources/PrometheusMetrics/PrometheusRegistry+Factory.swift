public import CoreMetrics

extension PrometheusRegistry: MetricsFactory {
  /// A counter: `NAME_total`.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, kind: .counter, unit: unit(of: label)) { CounterSeries() }
  }

  /// A counter of fractions: `NAME_total`.
  public func makeFloatingPointCounter(
    label: String,
    dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, dimensions, kind: .counter, unit: unit(of: label)) { FloatingPointCounterSeries() }
  }

  /// A gauge.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, kind: .gauge, unit: unit(of: label)) { GaugeSeries() }
  }

  /// A histogram of values, or a gauge when nothing is to be aggregated.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    guard aggregate else { return series(label, dimensions, kind: .gauge, unit: unit(of: label)) { GaugeSeries() } }
    let edges = description(of: label)?.bucketEdges ?? PrometheusRegistry.valueEdgesDefault
    return series(label, dimensions, kind: .histogram, unit: unit(of: label)) { ValueHistogramSeries(edges: edges) }
  }

  /// A histogram of durations: `NAME_seconds`, whatever unit is preferred for display, since Prometheus has the one.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let edges = durationEdges(of: label)
    return series(label, dimensions, kind: .histogram, unit: .seconds) { DurationHistogramSeries(edges: edges) }
  }

  /// Forgets a counter, once each of its makers has.
  public func destroyCounter(_ handler: any CounterHandler) { release(handler) }

  /// Forgets a counter, once each of its makers has.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { release(handler) }

  /// Forgets a gauge, once each of its makers has.
  public func destroyMeter(_ handler: any MeterHandler) { release(handler) }

  /// Forgets a histogram or gauge, once each of its makers has.
  public func destroyRecorder(_ handler: any RecorderHandler) { release(handler) }

  /// Forgets a histogram, once each of its makers has.
  public func destroyTimer(_ handler: any TimerHandler) { release(handler) }

  private func unit(of label: String) -> MetricUnit { description(of: label)?.unit ?? .none }
}
