public import DomainPrimitives
public import Storage

/// Where a service keeps the map and the producers, for what belongs to an office.
public struct TerritorySource: Sendable {
  /// Reads something that a transaction sees.
  public typealias Reader<Value> = @Sendable (any ReadTransaction) throws -> Value

  let mapVersion: Reader<TerritoryCache.Version>
  let geography: Reader<AdministrativeGeography>
  let producersVersion: Reader<TerritoryCache.Version>
  let producers: @Sendable (OfficeTerritory, any ReadTransaction) throws -> [String]

  /// - Parameters:
  ///   - mapVersion: Which map a transaction sees.
  ///   - geography: Reads that map.
  ///   - producersVersion: Which producers it sees: another with every change of a producer's unit, or of where one was
  ///     placed.
  ///   - producers: Identifiers of those that belong to an office; of more than `TerritoryCache.producersOfOfficeMax`
  ///     at least one more.
  public init(
    mapVersion: @escaping Reader<TerritoryCache.Version>,
    geography: @escaping Reader<AdministrativeGeography>,
    producersVersion: @escaping Reader<TerritoryCache.Version>,
    producers: @escaping @Sendable (OfficeTerritory, any ReadTransaction) throws -> [String]
  ) {
    self.mapVersion = mapVersion
    self.geography = geography
    self.producersVersion = producersVersion
    self.producers = producers
  }
}
