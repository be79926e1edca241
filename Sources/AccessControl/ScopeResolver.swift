public import DomainPrimitives
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

  /// The rows of a scope; nil = all of them. In a transaction that writes, it must be asked before the first write.
  /// Throws what the database throws.
  public func rows(of scope: RowScope, in transaction: any ReadTransaction) throws -> ReachedRows? {
    switch scope {
    case .everything:
      return nil
    case .producer(let id):
      return .producer(id)
    case .units(let units):
      let territory = try cache.territory(
        of: units,
        on: CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds()),
        version: version(transaction),
        load: { try geography(transaction) }
      )
      return .territory(territory)
    }
  }
}
