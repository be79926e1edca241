import DomainPrimitives
import Messages

/// The cell that an explanation is asked for, checked against what there is.
struct CellRequest: Hashable, Sendable {
  let indicator: Indicator
  let row: RowSelector

  /// Throws `RequestError` naming the field and what it could be.
  init(_ request: ReportingV1.ExplainProgressRequest, facts: CampaignFacts, placer: RowPlacer) throws(RequestError) {
    indicator = try Self.indicator(request, floors: facts.floors)
    row = try Self.row(request, facts: facts, placer: placer)
  }

  private static func indicator(
    _ request: ReportingV1.ExplainProgressRequest,
    floors: [Floor]
  ) throws(RequestError) -> Indicator {
    if request.indicator.rawValue == Indicator.eachFloorNumber {
      guard floors.contains(where: { $0.id == request.floorID }) else {
        let what = request.floorID.isEmpty ? "which floor is missing" : "floor '\(request.floorID)' is not known"
        throw RequestError(
          kind: request.floorID.isEmpty ? .invalidArgument : .notFound,
          field: "floor_id",
          reason: "unknown_floor",
          description: what + "; there are: " + list(floors.map(\.id))
        )
      }
      return .productsListed(floorID: request.floorID)
    }
    guard let indicator = Indicator(number: request.indicator.rawValue) else {
      let known = RegistryV1.Indicator.allCases.filter { $0 != .unspecified }
      throw RequestError(
        kind: .invalidArgument,
        field: "indicator",
        reason: "unknown_indicator",
        description: "indicator \(request.indicator.name ?? "\(request.indicator.rawValue)") cannot be explained; "
          + "there are: " + list(known.compactMap(\.name))
      )
    }
    guard request.floorID.isEmpty else {
      throw RequestError(
        kind: .invalidArgument,
        field: "floor_id",
        reason: "not_of_this_indicator",
        description: "a floor goes with INDICATOR_PRODUCTS_LISTED_EACH_FLOOR only; leave it empty"
      )
    }
    return indicator
  }

  private static func row(
    _ request: ReportingV1.ExplainProgressRequest,
    facts: CampaignFacts,
    placer: RowPlacer
  ) throws(RequestError) -> RowSelector {
    let phaseID = request.phaseID.isEmpty ? nil : request.phaseID
    if let phaseID, !placer.phases.contains(where: { $0.id == phaseID }) {
      throw RequestError(
        kind: .notFound,
        field: "phase_id",
        reason: "unknown_phase",
        description: "phase '\(phaseID)' is not known; there are: " + list(placer.phases.map(\.id))
      )
    }
    if request.undetermined {
      guard request.unitCode.isEmpty else {
        throw RequestError(
          kind: .invalidArgument,
          field: "unit_code",
          reason: "unit_and_undetermined",
          description: "records that cannot be placed have no unit; leave unit_code empty, or undetermined false"
        )
      }
      return .undetermined(phaseID: phaseID)
    }
    guard !request.unitCode.isEmpty else {
      return phaseID.map { .phaseTotal(phaseID: $0) } ?? .total
    }
    return try unitRow(code: request.unitCode, phaseID: phaseID, facts: facts, placer: placer)
  }

  /// A unit named without its phase is taken in the only phase that has it.
  private static func unitRow(
    code: String,
    phaseID: String?,
    facts: CampaignFacts,
    placer: RowPlacer
  ) throws(RequestError) -> RowSelector {
    let unknown = { (place: String, units: [UnitKey]) in
      RequestError(
        kind: .notFound,
        field: "unit_code",
        reason: "unknown_unit",
        description: "unit '\(code)' has no row \(place); there are: " + list(units.map(\.code))
      )
    }
    guard let unit = placer.editionUnits.first(where: { $0.code == code }) else {
      throw unknown("on this edition", placer.editionUnits)
    }
    let rows = Set(facts.producers.map(placer.key(of:)))
    let homes = placer.phases.map(\.id).filter { phase in
      placer.units(of: phase).contains(unit) || rows.contains(RowKey(phaseID: phase, place: .unit(unit)))
    }
    if let phaseID {
      guard homes.contains(phaseID) else { throw unknown("in phase '\(phaseID)'", placer.units(of: phaseID)) }
      return .unit(phaseID: phaseID, key: unit)
    }
    if homes.isEmpty || rows.contains(RowKey(phaseID: nil, place: .unit(unit))) {
      return .unit(phaseID: nil, key: unit)
    }
    guard homes.count == 1 else {
      throw RequestError(
        kind: .invalidArgument,
        field: "phase_id",
        reason: "ambiguous_unit",
        description: "unit '\(code)' has a row in several phases; say which: " + list(homes)
      )
    }
    return .unit(phaseID: homes[0], key: unit)
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none yet" : names.joined(separator: ", ")
  }
}
