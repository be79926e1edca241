/// Why a date, a month, an interval or a season could not be made.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is; more may be added.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// Stable name in lower_snake_case, fit to be sent to a client.
    public let rawValue: String

    /// A code of that name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// Not in the form that is asked for.
    public static let malformed = Code(rawValue: "malformed_date")
    /// A year outside 1 to 9999.
    public static let yearOutOfRange = Code(rawValue: "year_out_of_range")
    /// A month outside 1 to 12.
    public static let monthOutOfRange = Code(rawValue: "month_out_of_range")
    /// A day that the month does not have.
    public static let dayOutOfRange = Code(rawValue: "day_out_of_range")
    /// An interval that ends before it starts.
    public static let endsBeforeStart = Code(rawValue: "ends_before_start")
  }

  /// What kind of fault it is.
  public let code: Code
  /// For people: what is wrong and what is expected.
  public let message: String

  /// An error of that kind.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
