internal import DomainPrimitives

/// What belongs to each unit on a day: the days of every unit that ever was, by the units that they lie in. To find it
/// out for one office takes as long as for all of them, so it is done once for a map and a day.
struct TerritoryIndex: Sendable {
  private let day: CivilDate
  private let geography: AdministrativeGeography
  /// In order of the units, and of the days of each.
  private let spans: [OfficeTerritory.Span]
  /// Places in `spans`, in order, by the unit in force on the day that they lie in.
  private let places: [UnitKey: [Int]]

  /// - Parameters:
  ///   - day: The day of the map.
  ///   - geography: All units and what became of them.
  init(on day: CivilDate, geography: AdministrativeGeography) {
    self.day = day
    self.geography = geography
    // After the day of the call another unit may go into one; what is recorded from then on may have lain in either.
    let changes = Set(geography.units.compactMap(\.validTo)).filter { $0 > day }.sorted()
    var spans: [OfficeTerritory.Span] = []
    var places: [UnitKey: [Int]] = [:]
    for unit in geography.units {
      for days in Self.segments(of: unit, changes: changes) {
        for container in geography.containers(of: unit.key, recordedOn: days.start, on: day) {
          places[container, default: []].append(spans.count)
        }
        spans.append(OfficeTerritory.Span(code: unit.key.code, days: days))
      }
    }
    self.spans = spans
    self.places = places
  }

  /// The same map on a day.
  func moved(to day: CivilDate) -> TerritoryIndex {
    day == self.day ? self : TerritoryIndex(on: day, geography: geography)
  }

  /// The territory of an office's units; those that are not in force on the day cover nothing.
  func territory(of units: [UnitKey]) -> OfficeTerritory {
    let own = Set(units.filter { geography.unit($0)?.isInForce(on: day) ?? false })
    let found = own.count == 1 ? own.flatMap { places[$0] ?? [] } : Set(own.flatMap { places[$0] ?? [] }).sorted()
    return OfficeTerritory(spans: found.map { spans[$0] })
  }

  /// The life of a unit, cut at the days of changes.
  private static func segments(of unit: AdministrativeUnit, changes: [CivilDate]) -> [DateInterval] {
    var segments: [DateInterval] = []
    var rest = unit.interval
    for change in changes where rest.contains(change) && change > rest.start {
      guard let before = try? DateInterval(start: rest.start, end: change),
        let after = try? DateInterval(start: change, end: rest.end)
      else { continue }
      segments.append(before)
      rest = after
    }
    return rest.isEmpty ? segments : segments + [rest]
  }
}
