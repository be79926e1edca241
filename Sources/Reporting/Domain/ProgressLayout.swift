import DomainPrimitives

/// The rows of the progress report on a map, in its order, whether or not something is in them: made once a map, since
/// there are ten thousand communes in a country.
struct ProgressLayout: Sendable {
  /// A unit's row.
  struct Unit: Sendable {
    let key: UnitKey
    let name: String
    /// Place of the row in the index; nil where nothing can be in it.
    let place: Int?
    /// Units of a phase have a row even without a record.
    let isAlwaysShown: Bool
  }

  /// The rows of a phase, or of what belongs to none.
  struct Part: Sendable {
    let phaseID: String?
    /// By key.
    let units: [Unit]
    /// Place of the row of what cannot be placed; nil where nothing can be in it.
    let undetermined: Int?
  }

  let parts: [Part]

  init(_ placer: RowPlacer, _ index: RowIndex) {
    var placesByPhase: [String?: [UnitKey: Int]] = [:]
    var undetermined: [String?: Int] = [:]
    for (place, row) in index.keys.enumerated() {
      switch row.place {
      case .unit(let key): placesByPhase[row.phaseID, default: [:]][key] = place
      case .undetermined: undetermined[row.phaseID] = place
      }
    }
    parts = (placer.phases.map { Optional($0.id) } + [nil]).map { phaseID in
      let named = Set(phaseID.map(placer.units(of:)) ?? [])
      let places = placesByPhase[phaseID] ?? [:]
      let units = named.union(places.keys).sorted().map { key in
        Unit(key: key, name: placer.name(of: key), place: places[key], isAlwaysShown: named.contains(key))
      }
      return Part(phaseID: phaseID, units: units, undetermined: undetermined[phaseID])
    }
  }
}
