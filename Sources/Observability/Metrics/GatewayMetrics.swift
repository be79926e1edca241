public import CoreMetrics
internal import Synchronization

/// A gateway's metrics beside those of its server.
public final class GatewayMetrics: Sendable {
  private struct FileMetrics: Sendable {
    let loaded: RisingCounter
    let refused: RisingCounter
    let isRefused: Gauge
  }

  private let figures: @Sendable () -> GatewayFigures
  private let files: [String: FileMetrics]
  private let limitedCalls: RisingCounter
  private let unfairCalls: RisingCounter
  private let callers: Gauge
  private let writtenLines: RisingCounter
  private let droppedLines: RisingCounter

  /// - Parameters:
  ///   - figures: how they are now; which files there are does not change.
  ///   - factory: where the metrics go.
  public init(
    figures: @escaping @Sendable () -> GatewayFigures,
    factory: any MetricsFactory = MetricsSystem.factory
  ) {
    func counter(_ name: String, _ dimensions: [(String, String)] = []) -> RisingCounter {
      RisingCounter(Counter(label: name, dimensions: dimensions, factory: factory))
    }
    self.figures = figures
    var files: [String: FileMetrics] = [:]
    for file in figures().files {
      let dimensions = [(MetricNames.gatewayFile, file.name)]
      files[file.name] = FileMetrics(
        loaded: counter(MetricNames.gatewayFilesLoaded, dimensions),
        refused: counter(MetricNames.gatewayFilesRefused, dimensions),
        isRefused: Gauge(label: MetricNames.gatewayFileProblem, dimensions: dimensions, factory: factory)
      )
    }
    self.files = files
    limitedCalls = counter(MetricNames.gatewayLimitedCalls)
    unfairCalls = counter(MetricNames.gatewayUnfairCalls)
    callers = Gauge(label: MetricNames.gatewayCallers, factory: factory)
    writtenLines = counter(MetricNames.gatewayWrittenLines)
    droppedLines = counter(MetricNames.gatewayDroppedLines)
  }

  /// Brings them up to date: before metrics are read, or now and then when they are pushed.
  public func refresh() {
    let figures = figures()
    for file in figures.files {
      guard let metrics = files[file.name] else { continue }
      metrics.loaded.raise(to: file.loadedCount)
      metrics.refused.raise(to: file.refusedCount)
      metrics.isRefused.record(file.isRefused ? 1 : 0)
    }
    limitedCalls.raise(to: figures.limitedCallCount)
    unfairCalls.raise(to: figures.unfairCallCount)
    callers.record(figures.callerCount)
    writtenLines.raise(to: figures.writtenLineCount)
    droppedLines.raise(to: figures.droppedLineCount)
  }
}
