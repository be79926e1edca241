import Messages

/// What the gateway says of itself beside the processes behind it, a line each; nothing where nothing is special.
enum GatewayStatusText {
  static func notes(_ status: GatewayV1.InstallationStatus) -> [String] {
    var notes: [String] = []
    if let file = status.routeFile { notes.append("routes: \(text(file))") }
    if let file = status.limitFile { notes.append("limits: \(text(file))") }
    for load in status.loads where isNotable(load) { notes.append("\(load.service): \(text(load))") }
    for caller in status.callers where caller.limitedCalls + caller.shedCalls > 0 {
      notes.append("caller \(caller.caller): \(text(caller))")
    }
    if let log = status.accessLog { notes.append("access log: \(text(log))") }
    return notes
  }

  private static func text(_ file: GatewayV1.FollowedFile) -> String {
    if file.problem.isEmpty { return "as in \(file.path), read \(times(file.loadedCount))" }
    return "NOT as in \(file.path), since it is wrong: \(file.problem)"
  }

  /// A service that has refused calls, or is more than three quarters full.
  private static func isNotable(_ load: GatewayV1.ServiceLoad) -> Bool {
    load.shedCalls > 0 || load.answeringMax < load.callsMax || load.callsInFlight > load.callsMax / 4 * 3
  }

  private static func text(_ load: GatewayV1.ServiceLoad) -> String {
    "\(load.callsInFlight) of \(load.callsMax) calls in flight, \(load.answering) of \(load.answeringMax) without "
      + "streams; \(load.callers) callers share them; \(load.shedCalls) were refused for that"
  }

  private static func text(_ caller: GatewayV1.CallerLoad) -> String {
    "\(caller.callsInFlight) calls in flight; refused \(caller.limitedCalls) that came too often, "
      + "\(caller.shedCalls) beyond its share"
  }

  private static func text(_ log: GatewayV1.AccessLogState) -> String {
    var text = "\(log.target), \(log.writtenLines) lines written"
    if log.droppedLines > 0 { text += ", \(log.droppedLines) LEFT OUT" }
    return log.problem.isEmpty ? text : text + "; now: \(log.problem)"
  }

  private static func times(_ count: UInt64) -> String { count == 1 ? "once" : "\(count) times" }
}
