import RPC

/// How a group of processes that offer the same is called.
struct UpstreamSettings: Sendable {
  /// Most calls in flight at one process: what a connection may have open (1024), and as many in line for it.
  static let callsMaxDefault = 2_048

  /// Most calls in flight at one process; more are refused and told when to try again.
  var callsMax = callsMaxDefault
  /// When a refused call may be tried again, in milliseconds.
  var fullRetryMilliseconds: Int64 = 100
  /// When a call that was refused because of its caller's share may be tried again, in milliseconds.
  var shareRetryMilliseconds: Int64 = 100
  /// When a process is left alone that fails. Calls here are few beside those of a pool in a client, and processes are
  /// few: half of them may be ejected, and only failures in a row count.
  var ejection: OutlierEjection = {
    var rules = OutlierEjection()
    rules.ejectionMilliseconds = 5_000
    rules.ejectionMaxMilliseconds = 60_000
    rules.ejectedPercentMax = 50
    rules.consecutiveFailuresMax = 5
    rules.successRate = nil
    rules.failurePercentage = nil
    return rules
  }()
  /// How long a connection has to last for another one to be made at once when it is lost, in milliseconds; else the
  /// next look makes it.
  var stableMilliseconds: Int64 = 1_000
  /// How often what is due by time is done, in milliseconds.
  var tickMilliseconds: Int64 = 500
  /// How often each process is asked whether it is serving, in milliseconds.
  var checkMilliseconds: Int64 = 2_000
  /// Longest time it has to answer that.
  var checkTimeout = Duration.seconds(1)
  /// How long the calls of a process that left the list may go on, in milliseconds.
  var leaveMilliseconds: Int64 = 30_000
  /// Most processes; what a list has beyond them is left out.
  var membersMax = 256
  /// Where choices at random begin.
  var seed = UInt64.random(in: 0 ... .max)
}
