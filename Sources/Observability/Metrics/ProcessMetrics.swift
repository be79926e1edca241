internal import CoreMetrics
internal import PrometheusMetrics
internal import Synchronization

/// Figures of the process in swift-metrics, under the names that Prometheus's clients use.
final class ProcessMetrics: Sendable {
  private let cpuSeconds: FloatingPointCounter
  private let residentBytes: Gauge
  private let virtualBytes: Gauge
  private let openFiles: Gauge
  private let openFilesMax: Gauge
  private let startTime: Gauge
  /// What was told of the CPU time so far, in microseconds.
  private let toldCPUMicroseconds = Mutex<UInt64>(0)

  private static let cpuSecondsLabel = "process_cpu_seconds_total"
  private static let residentBytesLabel = "process_resident_memory_bytes"
  private static let virtualBytesLabel = "process_virtual_memory_bytes"
  private static let openFilesLabel = "process_open_fds"
  private static let openFilesMaxLabel = "process_max_fds"
  private static let startTimeLabel = "process_start_time_seconds"

  static let descriptions: [MetricDescription] = [
    MetricDescription(label: cpuSecondsLabel, help: "CPU time of the process, user and system, in seconds."),
    MetricDescription(label: residentBytesLabel, help: "Resident memory of the process."),
    MetricDescription(label: virtualBytesLabel, help: "Virtual memory of the process."),
    MetricDescription(label: openFilesLabel, help: "File descriptors that are open."),
    MetricDescription(label: openFilesMaxLabel, help: "File descriptors that may be open."),
    MetricDescription(label: startTimeLabel, help: "When the process started, in seconds since 1970 (UTC)."),
  ]

  init(factory: any MetricsFactory) {
    cpuSeconds = FloatingPointCounter(label: ProcessMetrics.cpuSecondsLabel, factory: factory)
    residentBytes = Gauge(label: ProcessMetrics.residentBytesLabel, factory: factory)
    virtualBytes = Gauge(label: ProcessMetrics.virtualBytesLabel, factory: factory)
    openFiles = Gauge(label: ProcessMetrics.openFilesLabel, factory: factory)
    openFilesMax = Gauge(label: ProcessMetrics.openFilesMaxLabel, factory: factory)
    startTime = Gauge(label: ProcessMetrics.startTimeLabel, factory: factory)
  }

  /// Brings the figures up to date.
  func refresh() {
    let figures = ProcessFigures.now()
    let newMicroseconds = toldCPUMicroseconds.withLock { told in
      let new = figures.cpuMicroseconds > told ? figures.cpuMicroseconds - told : 0
      told += new
      return new
    }
    cpuSeconds.increment(by: Double(newMicroseconds) / 1e6)
    residentBytes.record(figures.residentBytes)
    virtualBytes.record(figures.virtualBytes)
    openFiles.record(figures.openFileCount)
    openFilesMax.record(figures.openFileCountMax)
    if let started = ProcessFigures.startedUnixSeconds { startTime.record(started) }
  }
}
