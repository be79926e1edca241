/// What went wrong in the store. Holds the engine's own code and the SQL, never the arguments: those may be
/// personal data, and an error ends up in a log.
public struct DatabaseError: Error, Sendable, Hashable {
  /// Kind of failure. The set is open: compare with the constants and have a default.
  public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The code in lower_snake_case.
    public let rawValue: String

    /// A code by its name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The code in lower_snake_case.
    public var description: String { rawValue }

    /// Another writer held the database for too long.
    public static let busy = Code(rawValue: "busy")
    /// No space left. The write had no effect.
    public static let full = Code(rawValue: "full")
    /// The operating system reported an input or output error. The write had no effect.
    public static let ioError = Code(rawValue: "io_error")
    /// The file's content is damaged, or it is not a database.
    public static let corrupt = Code(rawValue: "corrupt")
    /// The file or folder cannot be written to.
    public static let readOnly = Code(rawValue: "read_only")
    /// The file or folder cannot be opened at all.
    public static let cannotOpen = Code(rawValue: "cannot_open")
    /// A key, CHECK, NOT NULL or foreign key was violated.
    public static let constraint = Code(rawValue: "constraint")
    /// A newer program wrote the schema.
    public static let schemaTooNew = Code(rawValue: "schema_too_new")
    /// Too many calls wait already; nothing was done. Try again shortly.
    public static let queueFull = Code(rawValue: "queue_full")
    /// Another process has the database open.
    public static let locked = Code(rawValue: "locked")
    /// The caller is wrong: bad SQL, wrong number of arguments, a column read as another type.
    public static let misuse = Code(rawValue: "misuse")
    /// Text holds a NUL character or is not UTF-8.
    public static let invalidText = Code(rawValue: "invalid_text")
    /// The database was closed; nothing was done.
    public static let closed = Code(rawValue: "closed")
    /// The database's server cannot be reached, or the connection was lost before a commit was asked for. Nothing was
    /// done; try again.
    public static let unavailable = Code(rawValue: "unavailable")
    /// The commit failed in a way that leaves open whether the write is there. On SQLite a restart shows it, and the
    /// database takes no more writes until then; on PostgreSQL only the connection was lost, and further writes are
    /// taken. Repeating the operation id tells.
    public static let outcomeUnknown = Code(rawValue: "outcome_unknown")
    /// An earlier write ended with ``outcomeUnknown`` and the database takes no more writes; nothing was done.
    public static let stopped = Code(rawValue: "stopped")
    /// Anything else; see ``DatabaseError/engineCode``.
    public static let other = Code(rawValue: "other")
  }

  /// Kind of failure.
  public var code: Code
  /// The engine's own (extended) result code; 0 when the engine was not asked.
  public var engineCode: Int32
  /// The engine's own code where that is text (PostgreSQL's SQLSTATE, "23505"); empty when there is none.
  public var engineState: String
  /// What happened and what to do, for people. Names the file or statement, never an argument.
  public var message: String
  /// The statement, with its placeholders; empty when there was none.
  public var sql: String

  /// An error.
  public init(_ code: Code, engineCode: Int32 = 0, engineState: String = "", message: String, sql: String = "") {
    self.code = code
    self.engineCode = engineCode
    self.engineState = engineState
    self.message = message
    self.sql = sql
  }
}

extension DatabaseError: CustomStringConvertible {
  /// Code, message, engine code and SQL in one line.
  public var description: String {
    var text = "\(code): \(message)"
    if engineCode != 0 { text += " (engine code \(engineCode))" }
    if !engineState.isEmpty { text += " (SQLSTATE \(engineState))" }
    if !sql.isEmpty { text += " in: \(sql)" }
    return text
  }
}
