public import DomainPrimitives
public import Storage
internal import Synchronization

/// The map, the territories of the offices that call, and their producers, as long as neither the map nor the day, nor
/// for the last any producer's place, changes.
public final class TerritoryCache: Sendable {
  /// What was read: a log and a place in it.
  public struct Version: Hashable, Sendable {
    let epoch: String
    let revision: UInt64

    /// What there is after a revision of a log.
    public init(epoch: String, revision: UInt64) {
      self.epoch = epoch
      self.revision = revision
    }
  }

  /// Producers of an office; nil when they are too many to be remembered.
  private struct OfficeProducers {
    let identifiers: [String]?
  }

  private struct State {
    var version: Version?
    var day: CivilDate?
    var index: TerritoryIndex?
    var territories: [[UnitKey]: OfficeTerritory] = [:]
    var producersVersion: Version?
    var producers: [[UnitKey]: OfficeProducers] = [:]
    var producerCount = 0
  }

  /// Offices that are remembered; more than there are in the province, and a bound for whoever makes tokens.
  private static let territoriesMax = 256

  /// Producers of one office that are remembered: a statement has a placeholder for each. Of one more none are.
  public static let producersOfOfficeMax = 4_096

  /// Producers of all offices that are remembered: each of a country of 9,000 some times.
  private static let producersMax = 65_536

  private let state = Mutex(State())

  /// Remembers nothing yet.
  public init() {}

  /// The rows of an office on a day.
  ///
  /// - Parameters:
  ///   - units: Of the office.
  ///   - day: The day of the call.
  ///   - source: Where the map and the producers are.
  ///   - transaction: What the call sees; it must not have written any of it.
  /// - Throws: What the source throws.
  public func rows(
    of units: [UnitKey],
    on day: CivilDate,
    from source: TerritorySource,
    in transaction: any ReadTransaction
  ) throws -> ReachedRows {
    let version = try source.mapVersion(transaction)
    let territory = try territory(of: units, on: day, version: version) { try source.geography(transaction) }
    let producersVersion = try source.producersVersion(transaction)
    let known = state.withLock { state in
      let isOfCall = state.version == version && state.day == day && state.producersVersion == producersVersion
      return isOfCall ? state.producers[units] : nil
    }
    if let known { return .territory(territory, producers: known.identifiers) }
    let found = try source.producers(territory, transaction)
    let producers = OfficeProducers(identifiers: found.count <= Self.producersOfOfficeMax ? found : nil)
    let count = producers.identifiers?.count ?? 0
    state.withLock { state in
      guard state.version == version, state.day == day else { return }
      if state.producersVersion != producersVersion || state.producerCount + count > Self.producersMax {
        state.producersVersion = producersVersion
        state.producers = [:]
        state.producerCount = 0
      }
      if state.producers.updateValue(producers, forKey: units) == nil { state.producerCount += count }
    }
    return .territory(territory, producers: producers.identifiers)
  }

  /// The territory of an office's units on a day.
  ///
  /// - Parameters:
  ///   - units: Of the office.
  ///   - day: The day of the call.
  ///   - version: Of the map that the call's transaction sees.
  ///   - load: Reads that map.
  /// - Throws: What `load` throws.
  public func territory(
    of units: [UnitKey],
    on day: CivilDate,
    version: Version,
    load: () throws -> AdministrativeGeography
  ) throws -> OfficeTerritory {
    if let territory = remembered(of: units, on: day, version: version) { return territory }
    let known = state.withLock { $0.version == version ? $0.index : nil }
    let index = try known?.moved(to: day) ?? TerritoryIndex(on: day, geography: load())
    let territory = index.territory(of: units)
    state.withLock { state in
      if state.version != version || state.day != day {
        state = State(version: version, day: day, index: index)
      } else if state.territories.count >= Self.territoriesMax {
        state.territories = [:]
      }
      state.territories[units] = territory
    }
    return territory
  }

  /// The territory of an office's units on a day, if it is remembered.
  func remembered(of units: [UnitKey], on day: CivilDate, version: Version) -> OfficeTerritory? {
    state.withLock { $0.version == version && $0.day == day ? $0.territories[units] : nil }
  }
}
