public import DomainPrimitives
internal import RPC
public import Storage

/// Finds out, within a transaction, which rows a call reaches: on the map that the transaction sees, on the day that it
/// is in Vietnam.
public struct ScopeResolver: Sendable {
  private let nowUnixMicroseconds: @Sendable () -> Int64
  private let source: TerritorySource
  private let cache = TerritoryCache()

  /// - Parameters:
  ///   - nowUnixMicroseconds: The service's clock.
  ///   - source: Where the map and the producers are.
  public init(nowUnixMicroseconds: @escaping @Sendable () -> Int64, source: TerritorySource) {
    self.nowUnixMicroseconds = nowUnixMicroseconds
    self.source = source
  }

  /// The rows that lie in a unit or below it, on today's map and without doubt.
  ///
  /// - Parameters:
  ///   - code: Of the unit.
  ///   - field: Field of the request that holds it, for errors: "unit_code".
  ///   - transaction: What the call sees.
  ///   - unit: The unit that bears a code on a day; nil when none does.
  /// - Throws: `RPCError` INVALID_ARGUMENT for a unit that is not in force today; `DatabaseError`.
  public func rows(
    ofUnit code: String,
    field: String,
    in transaction: any ReadTransaction,
    unit: (_ code: String, _ day: CivilDate) throws -> UnitKey?
  ) throws -> ReachedRows? {
    let day = CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds())
    guard let unit = try unit(code, day) else {
      throw RPCError.invalid(
        field: field,
        reason: "unknown_unit",
        description: "no unit has the code \(FieldText.quoted(code)) on \(day); give the code of a unit in force"
      )
    }
    return try rows(of: .units([unit]), in: transaction)
  }

  /// The rows of a scope; nil = all of them. Throws what the database throws.
  ///
  /// - Parameters:
  ///   - scope: Of the call.
  ///   - transaction: What the call sees.
  ///   - isCommitted: False in a transaction that writes: the map that it sees may be taken back, and its revision be
  ///     given to another, so nothing of it is remembered.
  public func rows(
    of scope: RowScope,
    in transaction: any ReadTransaction,
    isCommitted: Bool = true
  ) throws -> ReachedRows? {
    switch scope {
    case .everything:
      return nil
    case .producer(let id):
      return .producer(id)
    case .units(let units):
      let day = CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds())
      guard isCommitted else {
        // What is remembered was committed, so its version is that of no map that may be taken back.
        let version = try source.mapVersion(transaction)
        let territory =
          try cache.remembered(of: units, on: day, version: version)
          ?? OfficeTerritory(of: units, on: day, geography: source.geography(transaction))
        return .territory(territory, producers: nil)
      }
      return try cache.rows(of: units, on: day, from: source, in: transaction)
    }
  }
}
