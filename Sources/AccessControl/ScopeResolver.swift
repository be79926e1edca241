public import DomainPrimitives
internal import RPC
public import Storage

/// Finds out, within a transaction, which rows a call reaches: on the map that the transaction sees, on the day that it
/// is in Vietnam.
public struct ScopeResolver: Sendable {
  private let nowUnixMicroseconds: @Sendable () -> Int64
  private let version: @Sendable (any ReadTransaction) throws -> TerritoryCache.Version
  private let geography: @Sendable (any ReadTransaction) throws -> AdministrativeGeography
  private let cache = TerritoryCache()

  /// - Parameters:
  ///   - nowUnixMicroseconds: The service's clock.
  ///   - version: Which map a transaction sees.
  ///   - geography: Reads that map.
  public init(
    nowUnixMicroseconds: @escaping @Sendable () -> Int64,
    version: @escaping @Sendable (any ReadTransaction) throws -> TerritoryCache.Version,
    geography: @escaping @Sendable (any ReadTransaction) throws -> AdministrativeGeography
  ) {
    self.nowUnixMicroseconds = nowUnixMicroseconds
    self.version = version
    self.geography = geography
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
        return .territory(OfficeTerritory(of: units, on: day, geography: try geography(transaction)))
      }
      let territory = try cache.territory(
        of: units,
        on: day,
        version: version(transaction),
        load: { try geography(transaction) }
      )
      return .territory(territory)
    }
  }
}
