/// Which of the targets of a campaign's phase hold on a day: of those that were decided by then the last one for each
/// unit and indicator. One for the unit itself goes before one for every unit of the phase, whichever is the newer.
///
/// A target without a day of decision holds from the phase's first day; before that day none holds. After the phase's
/// last day they go on to hold: they are what the phase is measured by.
public struct TargetsInForce<Target: Sendable, Indicator: Hashable & Sendable>: Sendable {
  /// What a target is for, and since when.
  public struct Version: Sendable {
    let id: String
    let unitCode: String?
    let indicator: Indicator
    let decidedOn: CivilDate?

    /// - Parameters:
    ///   - id: Of two of one day the last by identifier holds.
    ///   - unitCode: The unit; nil = every unit of the phase.
    ///   - indicator: What is to be reached.
    ///   - decidedOn: Day from which it holds; nil = from the phase's first day.
    public init(id: String, unitCode: String?, indicator: Indicator, decidedOn: CivilDate?) {
      self.id = id
      self.unitCode = unitCode
      self.indicator = indicator
      self.decidedOn = decidedOn
    }
  }

  /// What holds for a unit.
  public struct Entry: Sendable {
    /// The unit's code.
    public let unitCode: String
    /// What is to be reached.
    public let indicator: Indicator
    /// The target, the unit's own or that of every unit.
    public let target: Target
    /// Day from which it holds.
    public let holdsFrom: CivilDate
  }

  private struct Aim: Hashable, Sendable {
    let unitCode: String?
    let indicator: Indicator
  }

  private struct Holding: Sendable {
    let id: String
    let day: CivilDate
    let target: Target
  }

  private var holdings: [Aim: Holding] = [:]

  /// - Parameters:
  ///   - targets: Of one phase.
  ///   - phaseStart: The phase's first day.
  ///   - day: The day asked for.
  ///   - version: What a target is for.
  public init(
    _ targets: some Sequence<Target>,
    phaseStart: CivilDate,
    on day: CivilDate,
    version: (Target) -> Version
  ) {
    guard phaseStart <= day else { return }
    for target in targets {
      let version = version(target)
      let decided = version.decidedOn ?? phaseStart
      guard decided <= day else { continue }
      let aim = Aim(unitCode: version.unitCode, indicator: version.indicator)
      if let known = holdings[aim], (known.day, known.id) > (decided, version.id) { continue }
      holdings[aim] = Holding(id: version.id, day: decided, target: target)
    }
  }

  /// Whether none holds.
  public var isEmpty: Bool { holdings.isEmpty }

  /// Indicators that there are targets for.
  public var indicators: Set<Indicator> { Set(holdings.keys.map(\.indicator)) }

  /// What holds for each unit and indicator, in no order.
  ///
  /// - Parameter unitCodes: The units of the phase. What was set for another unit by itself is told too.
  public func entries(unitCodes: [String]) -> [Entry] {
    var entries: [Entry] = []
    for (aim, holding) in holdings {
      for unit in aim.unitCode.map({ [$0] }) ?? unitCodes {
        let own = Aim(unitCode: unit, indicator: aim.indicator)
        if aim.unitCode == nil, holdings[own] != nil { continue }
        entries.append(
          Entry(unitCode: unit, indicator: aim.indicator, target: holding.target, holdsFrom: holding.day)
        )
      }
    }
    return entries
  }
}
