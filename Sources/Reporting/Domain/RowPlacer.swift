import DomainPrimitives

/// Places records in the rows of a report: by phase, then by unit of the edition it is drawn on.
///
/// A record keeps the unit it was registered in, and both questions are answered from that unit by dated membership:
/// - its phase is the first one (by start, then identifier) that names the district the unit lay in when the phase
///   started. Where the unit can have lain in several districts, the phase is told only if it is the same for all.
/// - its row is the unit's place on the edition; a unit that was split, or that straddles, is undetermined, unless the
///   province has placed the producer in one of the units that may be meant.
struct RowPlacer: Sendable {
  /// A phase with the units it names, on the map in force at its start.
  private struct PhaseMap: Sendable {
    let phase: CampaignPhase
    let edition: GeographyEdition
    let members: Set<UnitKey>
  }

  private enum Membership {
    case inside, outside, undetermined
  }

  let edition: GeographyEdition
  /// By start, then identifier: the order of the report.
  let phases: [CampaignPhase]
  private let geography: AdministrativeGeography
  private let maps: [PhaseMap]
  /// Made once: there are ten thousand communes in a country.
  private let unitsByPhase: [String: [UnitKey]]

  init(geography: AdministrativeGeography, phases: [CampaignPhase], edition: GeographyEdition) {
    self.geography = geography
    self.edition = edition
    self.phases = phases.sorted { ($0.startsOn, $0.id) < ($1.startsOn, $1.id) }
    let maps = self.phases.map { phase in
      let members = phase.unitCodes.compactMap { geography.unit(code: $0, on: phase.startsOn)?.key }
      return PhaseMap(phase: phase, edition: .inForce(on: phase.startsOn), members: Set(members))
    }
    self.maps = maps
    let editionUnits = geography.units(on: edition.referenceDate, level: edition.rowLevel).map(\.key)
    self.editionUnits = editionUnits
    var unitsByPhase: [String: [UnitKey]] = [:]
    for (index, map) in maps.enumerated() {
      var members = map.members
      for earlier in maps[..<index] { members.subtract(earlier.members) }
      unitsByPhase[map.phase.id] = editionUnits.filter { unit in
        !members.isDisjoint(with: Self.candidates(geography.place(unit, on: map.edition)))
      }
    }
    self.unitsByPhase = unitsByPhase
  }

  /// The row of what a producer has.
  func key(of producer: Producer) -> RowKey {
    guard let unit = unit(of: producer) else { return .unknown }
    for map in maps {
      switch membership(unit, of: producer, in: map) {
      case .inside: return RowKey(phaseID: map.phase.id, place: place(unit, of: producer))
      case .undetermined: return .unknown
      case .outside: continue
      }
    }
    return RowKey(phaseID: nil, place: place(unit, of: producer))
  }

  /// The rows of producers, in their order, which is that of their identifiers.
  /// - Parameter earlier: Rows that this placer gave to an earlier state of them, which those keep that are the same.
  func keys(of producers: [Producer], after earlier: (producers: [Producer], rows: [RowKey]) = ([], [])) -> [RowKey] {
    // Most producers share a commune, and where no other unit ever went into it the day of the record changes nothing.
    var known: [UnitKey: RowKey] = [:]
    var place = 0
    return producers.map { producer in
      while place < earlier.producers.count, earlier.producers[place].id < producer.id { place += 1 }
      if place < earlier.producers.count, earlier.producers[place] == producer { return earlier.rows[place] }
      guard let unit = unit(of: producer), geography.successions(to: unit).isEmpty, producer.placedIn.isEmpty else {
        return key(of: producer)
      }
      if let row = known[unit] { return row }
      let row = key(of: producer)
      known[unit] = row
      return row
    }
  }

  /// The unit that a producer was registered in; nil when the code names none on that day.
  func unit(of producer: Producer) -> UnitKey? {
    geography.unit(code: producer.unitCode, on: producer.registeredOn)?.key
  }

  /// Units of the edition that a producer may lie in, by key: one when its row is a unit's; none when nothing is known
  /// of its unit.
  func candidates(of producer: Producer) -> [UnitKey] {
    guard let unit = unit(of: producer) else { return [] }
    return Self.candidates(placement(unit, of: producer, on: edition))
  }

  /// Units of the edition that lie in a phase wholly or in part, by key: those that have a row even without a
  /// record. A unit that straddles two phases is a row of both, a district that two phases name only of the first.
  func units(of phaseID: String) -> [UnitKey] {
    unitsByPhase[phaseID] ?? []
  }

  /// Units of the edition that rows stand for, by key.
  let editionUnits: [UnitKey]

  /// The province that a unit of the edition lies in.
  func province(of unit: UnitKey) -> UnitKey? {
    geography.unit(containing: unit, at: .province, on: edition.referenceDate)?.key
  }

  /// The row of what happened in a unit, by its code on a day.
  func row(ofUnit code: String, on date: CivilDate) -> RowKey {
    guard let unit = geography.unit(code: code, on: date)?.key else { return .unknown }
    guard case .placed(let row) = geography.place(unit, recordedOn: date, on: edition) else { return .unknown }
    return RowKey(phaseID: nil, place: .unit(row))
  }

  /// Whether a row's unit is one of the edition, or lies below it.
  func isUnit(_ unit: UnitKey, within code: String) -> Bool {
    unit.code == code || geography.ancestors(of: unit, on: edition.referenceDate).contains { $0.key.code == code }
  }

  /// The unit's name on the edition, or its code when there is no such unit.
  func name(of unit: UnitKey) -> String {
    geography.unit(unit)?.name ?? unit.code
  }

  /// Where a producer's unit lies on an edition, or, when that cannot be told from the unit, the producer itself.
  private func placement(_ unit: UnitKey, of producer: Producer, on edition: GeographyEdition) -> UnitPlacement {
    let own = geography.place(unit, recordedOn: producer.registeredOn, on: edition)
    guard case .undetermined(let candidates) = own else { return own }
    for placed in producer.placedIn {
      // A placement chooses among what the unit may have become, and says nothing of another map.
      if case .placed(let row) = geography.place(placed, recordedOn: placed.validFrom, on: edition),
        candidates.contains(row)
      {
        return .placed(row)
      }
    }
    return own
  }

  private func place(_ unit: UnitKey, of producer: Producer) -> RowKey.Place {
    switch placement(unit, of: producer, on: edition) {
    case .placed(let row): .unit(row)
    case .undetermined: .undetermined
    }
  }

  private static func candidates(_ placement: UnitPlacement) -> [UnitKey] {
    switch placement {
    case .placed(let only): [only]
    case .undetermined(let candidates): candidates
    }
  }

  private func membership(_ unit: UnitKey, of producer: Producer, in map: PhaseMap) -> Membership {
    switch placement(unit, of: producer, on: map.edition) {
    case .placed(let only):
      return map.members.contains(only) ? .inside : .outside
    case .undetermined(let candidates):
      // A single candidate is not certain either: a part of the unit leads nowhere.
      guard candidates.count > 1 else { return .undetermined }
      let inside = candidates.count { map.members.contains($0) }
      if inside == candidates.count { return .inside }
      return inside == 0 ? .outside : .undetermined
    }
  }
}
