public import DomainPrimitives
internal import Feed
internal import Storage

/// What belongs to an office on a day: of every unit that ever was, the days on which a record registered in it lies,
/// on that day's map, in one of the office's units without doubt.
///
/// A unit of the office that is not in force on the day covers nothing. A record whose unit was split, so that the map
/// does not tell where it lies, belongs to no office.
public struct OfficeTerritory: Sendable {
  /// A code, and days on which it stood for a unit that belongs to the office.
  public struct Span: Hashable, Sendable {
    /// Code of the unit: "06463".
    public let code: String
    /// The days.
    public let days: DateInterval
  }

  /// By code, then by day; none overlap.
  public let spans: [Span]
  private let daysByCode: [String: [DateInterval]]
  /// For the placeholders of a condition on all spans: code, first day, end of each. Statements are kept prepared by
  /// their text; filled up with the last span to one of few numbers, there are few of them.
  let arguments: [DatabaseValue]

  /// The territory of an office's units on a day. Who asks for several offices makes a `TerritoryIndex` of them.
  ///
  /// - Parameters:
  ///   - units: Of the office, by key: a code alone may stand for different places on different days.
  ///   - day: The day of the map.
  ///   - geography: All units and what became of them.
  public init(of units: [UnitKey], on day: CivilDate, geography: AdministrativeGeography) {
    self = TerritoryIndex(on: day, geography: geography).territory(of: units)
  }

  /// What lies in these spans, which are in order.
  init(spans: [Span]) {
    self.spans = spans
    arguments = Self.arguments(of: spans)
    daysByCode = Dictionary(grouping: spans, by: \.code).mapValues { $0.map(\.days) }
  }

  /// Whether a record belongs to the office.
  ///
  /// - Parameters:
  ///   - unitCode: Code of the unit that it is registered in.
  ///   - day: The day of the record, on which the code tells the unit.
  public func contains(unitCode: String, on day: CivilDate) -> Bool {
    daysByCode[unitCode]?.contains { $0.contains(day) } ?? false
  }

  private static func arguments(of spans: [Span]) -> [DatabaseValue] {
    guard let last = spans.last else { return [] }
    let filled = spans + Array(repeating: last, count: RowFilter.filledCount(spans.count) - spans.count)
    return filled.flatMap { span -> [DatabaseValue] in
      let end = span.days.end?.daysSinceEpoch ?? Int.max
      return [.text(span.code), .integer(Int64(span.days.start.daysSinceEpoch)), .integer(Int64(end))]
    }
  }
}
