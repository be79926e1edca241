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
  /// that has none of its own. Targets for two indicators that one share answers are compared with it each.
  func comparisons() throws -> [ReportingV1.TargetComparison] {
    var comparisons: [(place: Place, number: Int32, message: ReportingV1.TargetComparison)] = []
    for phase in facts.phases where phase.startsOn <= asOf {
      let targets = inForce(in: phase)
      guard !targets.isEmpty else { continue }
      // A phase names units of the map in force when it starts, whatever map the report is drawn on.
      let source = source(.inForce(on: phase.startsOn))
      let indicators = Set(targets.indicators.compactMap { IndicatorID(target: $0) })
      let actual = try actual(in: phase, source, Array(indicators))
      for entry in targets.entries(unitCodes: source.placer.units(of: phase.id).map(\.code)) {
        guard let indicator = IndicatorID(target: entry.indicator) else { continue }
        let place = Place(phaseID: phase.id, unitCode: entry.unitCode, indicator: indicator)
        let share = actual[place] ?? FigureSum()
        let message = message(entry.target, unit: entry.unitCode, phase: phase, share, source)
        comparisons.append((place, entry.indicator, message))
      }
    }
    return comparisons.sorted { Self.key($0.place, $0.number) < Self.key($1.place, $1.number) }.map(\.message)
  }

  private static func key(_ place: Place, _ number: Int32) -> (String, String, String, Int32) {
    (place.phaseID, place.unitCode, place.indicator.rawValue, number)
  }

  /// The targets of a phase that hold, of those that a share answers.
  private func inForce(in phase: CampaignPhase) -> TargetsInForce<CampaignTarget, Int32> {
    let targets = facts.targets.filter { target in
      target.phaseID == phase.id && IndicatorID(target: target.indicatorNumber) != nil
    }
    return TargetsInForce(targets, phaseStart: phase.startsOn, on: asOf) { target in
      TargetsInForce.Version(
        id: target.id,
        unitCode: target.unitCode.isEmpty ? nil : target.unitCode,
        indicator: target.indicatorNumber,
        decidedOn: target.decidedOn
      )
    }
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
