public import DomainPrimitives
internal import Synchronization

/// The map, and the territories of the offices that call, as long as neither the map nor the day changes.
public final class TerritoryCache: Sendable {
  /// Which map was read: a log and a place in it.
  public struct Version: Hashable, Sendable {
    let epoch: String
    let revision: UInt64

    /// The map after a revision of a log.
    public init(epoch: String, revision: UInt64) {
      self.epoch = epoch
      self.revision = revision
    }
  }

  private struct State {
    var version: Version?
    var day: CivilDate?
    var geography = AdministrativeGeography.empty
    var territories: [[UnitKey]: OfficeTerritory] = [:]
  }

  /// Offices that are remembered; more than there are in the province, and a bound for whoever makes tokens.
  private static let territoriesMax = 256

  private let state = Mutex(State())

  /// Remembers nothing yet.
  public init() {}

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
    let found = state.withLock { state -> (geography: AdministrativeGeography?, territory: OfficeTerritory?) in
      guard state.version == version else { return (nil, nil) }
      return (state.geography, state.day == day ? state.territories[units] : nil)
    }
    if let territory = found.territory { return territory }
    let geography = try found.geography ?? load()
    let territory = OfficeTerritory(of: units, on: day, geography: geography)
    state.withLock { state in
      if state.version != version || state.day != day || state.territories.count >= Self.territoriesMax {
        state = State(version: version, day: day, geography: geography)
      }
      state.territories[units] = territory
    }
    return territory
  }
}
