public import DomainPrimitives
internal import Synchronization

/// The territories of offices on one map. What belongs to each unit on a day is found out when the first office of that
/// day asks, and kept until one asks for another day.
public final class TerritoryMap: Sendable {
  private let geography: AdministrativeGeography
  private let index = Mutex<TerritoryIndex?>(nil)

  /// - Parameter geography: All units and what became of them.
  public init(_ geography: AdministrativeGeography) {
    self.geography = geography
  }

  /// The territory of an office's units on a day; those that are not in force on it cover nothing.
  public func territory(of units: [UnitKey], on day: CivilDate) -> OfficeTerritory {
    let known = index.withLock { $0 }
    let ofDay = known?.moved(to: day) ?? TerritoryIndex(on: day, geography: geography)
    index.withLock { $0 = ofDay }
    return ofDay.territory(of: units)
  }
}
