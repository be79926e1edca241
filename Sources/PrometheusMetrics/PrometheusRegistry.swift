internal import CoreMetrics
internal import Synchronization

/// Keeps metrics in memory and writes them in Prometheus's text format: a factory for swift-metrics.
///
/// Safe to use from any thread. Recording takes no lock. The memory is bounded by `RegistryLimits`, whatever labels are
/// used. Names follow OpenTelemetry's rules for Prometheus: "rpc.server.call.duration" as a timer becomes
/// `rpc_server_call_duration_seconds`, "ocop.server.received" as a counter of bytes `ocop_server_received_bytes_total`.
public final class PrometheusRegistry: Sendable {
  private struct State {
    var families: [String: MetricFamily] = [:]
    /// The names of all lines that are written, each with the family that it belongs to.
    var sampleOwners: [String: String] = [:]
    /// Where each series stands, to be found again when it is destroyed.
    var places: [ObjectIdentifier: (family: String, labels: String)] = [:]
    var collectors: [@Sendable () -> Void] = []
    /// How many handlers were asked for that have no place of their own.
    var overflowCount: UInt64 = 0
  }

  /// Edges of histograms of durations that say nothing else, in seconds: those that OpenTelemetry recommends for calls.
  public static let durationEdgesDefault: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]
  /// Edges of histograms of values that say nothing else: OpenTelemetry's default.
  public static let valueEdgesDefault: [Double] = [
    0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
  ]
  /// The name of the registry's own counter: how many handlers were asked for that share a series, or have none,
  /// because of a limit or of a name that means something else already.
  public static let overflowName = "metrics_overflowed_series_total"

  /// How much is kept.
  public let limits: RegistryLimits
  private let descriptions: [String: MetricDescription]
  private let describedEdges: [String: DurationEdges]
  private let state = Mutex(State())

  /// A registry without metrics.
  /// - Parameter descriptions: what is known of metrics ahead; one that is not described has no help, and no unit in
  ///   its name unless it is a timer.
  public init(descriptions: [MetricDescription] = [], limits: RegistryLimits = RegistryLimits()) {
    self.limits = limits
    self.descriptions = Dictionary(descriptions.map { ($0.label, $0) }) { first, _ in first }
    describedEdges = self.descriptions.compactMapValues { $0.bucketEdges.map(DurationEdges.init(seconds:)) }
    state.withLock { $0.sampleOwners[PrometheusRegistry.overflowName] = PrometheusRegistry.overflowName }
  }

  /// Has `collect` called before each writing, to set gauges whose values are not told as they change. It must return
  /// soon, and is called without a lock.
  public func collectBeforeWriting(_ collect: @escaping @Sendable () -> Void) {
    state.withLock { $0.collectors.append(collect) }
  }

  /// The HTTP content type of `text`.
  public static var contentType: String { ExpositionWriter.contentType }

  /// Every metric in Prometheus's text format 0.0.4, sorted by name. What is recorded meanwhile may be in it or not;
  /// the parts of one histogram always fit together, save that its sum may be a few values off.
  public func text() -> [UInt8] {
    for collect in state.withLock({ $0.collectors }) { collect() }
    let (families, overflowCount) = state.withLock { (Array($0.families.values), $0.overflowCount) }
    var writer = ExpositionWriter()
    for family in families.sorted(by: { $0.name < $1.name }) { family.write(to: &writer) }
    writer.beginFamily(
      PrometheusRegistry.overflowName,
      kind: .counter,
      help: "Metrics that were asked for beyond a limit or under a name in use, and so have no line of their own."
    )
    writer.sample(PrometheusRegistry.overflowName, labels: "", overflowCount)
    return writer.bytes
  }

  // MARK: Making and destroying

  func description(of label: String) -> MetricDescription? { descriptions[label] }

  /// The edges of a histogram of durations.
  func durationEdges(of label: String) -> DurationEdges {
    describedEdges[label] ?? PrometheusRegistry.sharedDurationEdges
  }

  private static let sharedDurationEdges = DurationEdges(seconds: durationEdgesDefault)

  /// The series of a metric with these labels: the one that is there, or a new one.
  func series<Series: MetricSeries>(
    _ label: String,
    _ dimensions: [(String, String)],
    kind: MetricKind,
    unit: MetricUnit,
    make: () -> Series
  ) -> Series {
    let name = MetricName.exported(label, unit: unit, isCounter: kind == .counter)
    let labels = LabelText.text(dimensions, limits: limits)
    let help = descriptions[label]?.help ?? ""
    return state.withLock { state in
      let found = PrometheusRegistry.place(name, labels, kind, help, limits, in: &state, make: make)
      // Counted nowhere: the name is taken by another kind of metric, or there are too many.
      return found ?? make()
    }
  }

  private static func place<Series: MetricSeries>(
    _ name: String,
    _ labels: String,
    _ kind: MetricKind,
    _ help: String,
    _ limits: RegistryLimits,
    in state: inout State,
    make: () -> Series
  ) -> Series? {
    if state.families[name] == nil {
      let isFree = kind.sampleNames(name).allSatisfy { state.sampleOwners[$0] == nil }
      guard isFree, state.families.count < limits.familiesMax else {
        state.overflowCount += 1
        return nil
      }
      state.families[name] = MetricFamily(name: name, kind: kind, help: help)
      for sample in kind.sampleNames(name) { state.sampleOwners[sample] = name }
    }
    guard let family = state.families[name], family.kind == kind else {
      state.overflowCount += 1
      return nil
    }
    var place = labels
    if family.entries[place] == nil,
      family.entries.count >= limits.seriesPerFamilyMax || state.places.count >= limits.seriesMax
    {
      state.overflowCount += 1
      place = LabelText.overflow
    }
    guard let entry = family.entries[place] else {
      let series = make()
      state.families[name]?.entries[place] = MetricFamily.Entry(series: series, useCount: 1)
      state.places[ObjectIdentifier(series)] = (name, place)
      return series
    }
    guard let series = entry.series as? Series else {
      state.overflowCount += 1
      return nil
    }
    state.families[name]?.entries[place]?.useCount += 1
    return series
  }

  /// Forgets a series that nobody uses any more.
  func release(_ handler: AnyObject) {
    state.withLock { state in
      guard let place = state.places[ObjectIdentifier(handler)] else { return }
      guard let useCount = state.families[place.family]?.entries[place.labels]?.useCount, useCount <= 1 else {
        state.families[place.family]?.entries[place.labels]?.useCount -= 1
        return
      }
      state.places[ObjectIdentifier(handler)] = nil
      state.families[place.family]?.entries[place.labels] = nil
      guard let family = state.families[place.family], family.entries.isEmpty else { return }
      state.families[place.family] = nil
      for sample in family.kind.sampleNames(family.name) { state.sampleOwners[sample] = nil }
    }
  }
}
