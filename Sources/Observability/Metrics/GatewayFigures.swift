/// What a gateway has done, in figures that only rise unless it is said.
public struct GatewayFigures: Sendable, Hashable {
  /// A file that the gateway follows.
  public struct File: Sendable, Hashable {
    /// "routes" or "limits".
    public var name: String
    /// How often it was read and taken.
    public var loadedCount: UInt64
    /// How often it was read and not taken.
    public var refusedCount: UInt64
    /// Whether what is there now is not in use.
    public var isRefused: Bool

    /// A file's figures.
    public init(name: String, loadedCount: UInt64, refusedCount: UInt64, isRefused: Bool) {
      self.name = name
      self.loadedCount = loadedCount
      self.refusedCount = refusedCount
      self.isRefused = isRefused
    }
  }

  /// The files that it follows.
  public var files: [File] = []
  /// Calls refused because they came faster than their caller may.
  public var limitedCallCount: UInt64 = 0
  /// Calls refused because their caller had more than its share.
  public var unfairCallCount: UInt64 = 0
  /// Callers that are remembered now.
  public var callerCount = 0
  /// Lines of the access log that were written.
  public var writtenLineCount: UInt64 = 0
  /// Lines of the access log that were left out.
  public var droppedLineCount: UInt64 = 0

  /// Nothing yet.
  public init() {}
}
