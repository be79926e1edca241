/// A part of a simulated world that may have something to do.
protocol EventSource: AnyObject {
  /// Whether something can happen now.
  var hasEvent: Bool { get }

  /// Lets one thing happen.
  func runEvent()
}
