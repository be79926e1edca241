import Storage

/// Holds a thread's connection and makes a new one when it is lost, with growing pauses between attempts in vain.
final class ConnectionKeeper {
  let location: ConnectionString
  let role: PostgreSQLConnection.Role
  let configuration: PostgreSQLConfiguration
  /// What the schema has; found out once, since only a program that starts changes it.
  var hasDeferrableConstraints = false
  private var held: PostgreSQLConnection?
  private var pauseMilliseconds: Int
  /// No attempt before it, and why the last one failed.
  private var failed: (until: ContinuousClock.Instant, error: DatabaseError)?

  init(_ location: ConnectionString, role: PostgreSQLConnection.Role, configuration: PostgreSQLConfiguration) {
    self.location = location
    self.role = role
    self.configuration = configuration
    self.pauseMilliseconds = configuration.reconnectPauseMinMilliseconds
  }

  /// The connection, made when there is none.
  ///
  /// - Throws: ``DatabaseError``; at once when the last attempt failed a short while ago.
  func connection() throws(DatabaseError) -> PostgreSQLConnection {
    if let held, !held.isBroken { return held }
    held = nil
    if let failed, ContinuousClock.now < failed.until { throw failed.error }
    do throws(DatabaseError) {
      let made = try PostgreSQLConnection.open(location, role: role, configuration: configuration)
      made.hasDeferrableConstraints = hasDeferrableConstraints
      held = made
      failed = nil
      pauseMilliseconds = configuration.reconnectPauseMinMilliseconds
      return made
    } catch {
      let pause = Int.random(in: pauseMilliseconds / 2...max(1, pauseMilliseconds))
      failed = (.now + .milliseconds(pause), error)
      pauseMilliseconds = min(pauseMilliseconds * 2, configuration.reconnectPauseMaxMilliseconds)
      throw error
    }
  }

  /// When the next attempt may be made; nil when at once.
  var nextAttempt: ContinuousClock.Instant? { failed?.until }

  /// Closes the connection.
  func drop() {
    held = nil
  }
}
