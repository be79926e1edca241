import DomainPrimitives
import Messages

/// What units are to reach, beside what they have reached.
struct TargetReport {
  private struct Place: Hashable {
    let phaseID: String
    let unitCode: String
    let indicator: IndicatorID
  }

  let facts: CampaignFacts
  let asOf: CivilDate
  let source: (GeographyEdition) -> ReportSource

  /// Targets in force, by phase, unit and indicator. A target for every unit of a phase is compared with each of them
  /// that has none of its own.
  func comparisons() throws -> [ReportingV1.TargetComparison] {
    var comparisons: [(place: Place, message: ReportingV1.TargetComparison)] = []
    for phase in facts.phases where phase.startsOn <= asOf {
      let targets = inForce(in: phase)
      guard !targets.isEmpty else { continue }
      // A phase names units of the map in force when it starts, whatever map the report is drawn on.
      let source = source(.inForce(on: phase.startsOn))
      let actual = try actual(in: phase, source, Array(Set(targets.keys.map(\.indicator))))
      for (place, target) in targets {
        let units = place.unitCode.isEmpty ? source.placer.units(of: phase.id).map(\.code) : [place.unitCode]
        for unit in units {
          let own = Place(phaseID: phase.id, unitCode: unit, indicator: place.indicator)
          guard place.unitCode == unit || targets[own] == nil else { continue }
          let share = actual[own] ?? FigureSum()
          comparisons.append((own, message(target, unit: unit, phase: phase, share, source)))
        }
      }
    }
    return comparisons.sorted { Self.key($0.place) < Self.key($1.place) }.map(\.message)
  }

  private static func key(_ place: Place) -> (String, String, String) {
    (place.phaseID, place.unitCode, place.indicator.rawValue)
  }

  /// Of the targets for one unit and indicator the one decided last; of one day the last by identifier.
  private func inForce(in phase: CampaignPhase) -> [Place: CampaignTarget] {
    var targets: [Place: CampaignTarget] = [:]
    func decided(_ target: CampaignTarget) -> CivilDate { target.decidedOn ?? phase.startsOn }
    for target in facts.targets where target.phaseID == phase.id && decided(target) <= asOf {
      guard let indicator = IndicatorID(target: target.indicatorNumber) else { continue }
      let place = Place(phaseID: phase.id, unitCode: target.unitCode, indicator: indicator)
      if let known = targets[place], (decided(known), known.id) > (decided(target), target.id) { continue }
      targets[place] = target
    }
    return targets
  }

  private func actual(
    in phase: CampaignPhase,
    _ source: ReportSource,
    _ indicators: [IndicatorID]
  ) throws -> [Place: FigureSum] {
    var question = ReportQuestion(
      indicators: indicators,
      asOf: asOf,
      period: SalesPeriod(from: min(facts.campaignStart ?? asOf, asOf), through: asOf)
    )
    question.groupBy = [.unit]
    question.filter.phaseID = phase.id
    let count = ReportCount(source, question)
    var actual: [Place: FigureSum] = [:]
    let table = try count.table()
    for row in table.rows {
      let unit = count.coder.key(row.key.first, .unit).value
      for (indicator, figure) in zip(indicators, table.figures(row)) {
        actual[Place(phaseID: phase.id, unitCode: unit, indicator: indicator)] = figure
      }
    }
    return actual
  }

  private func message(
    _ target: CampaignTarget,
    unit: String,
    phase: CampaignPhase,
    _ share: FigureSum,
    _ source: ReportSource
  ) -> ReportingV1.TargetComparison {
    var recorded = RegistryV1.CampaignTarget()
    recorded.targetID = target.id
    recorded.phaseID = target.phaseID
    recorded.unitCode = unit
    recorded.indicator = RegistryV1.Indicator(rawValue: target.indicatorNumber)
    recorded.targetPercent = target.percent
    recorded.source = target.source
    recorded.decidedOn = target.decidedOn?.description ?? ""
    var actual = ReportingV1.Share()
    actual.numerator = share.count
    actual.denominator = share.base
    var message = ReportingV1.TargetComparison()
    message.target = recorded
    message.phaseName = phase.name
    message.unitName = source.placer.editionUnits.first { $0.code == unit }.map(source.placer.name(of:)) ?? ""
    message.actual = actual
    message.reached = share.base > 0 && share.count * 100 >= share.base * UInt64(target.percent)
    return message
  }
}

extension IndicatorID {
  /// The share that a target of ocop.registry.v1.Indicator speaks of; nil for numbers that no share is of. "Listed on
  /// each floor" names no floor, so it is taken as on every one.
  init?(target number: Int32) {
    switch number {
    case 3: self = .producersWithStore
    case 4: self = .producersWithPaymentAccount
    case 5: self = .productsListedAnyFloor
    case 6, 7: self = .productsListedEveryFloor
    default: return nil
    }
  }
}
