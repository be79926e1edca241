import DomainPrimitives

/// Rules on administrative units among each other: one unit a code at a time, a tree on every day, successions that
/// fit the units' days; and nothing registered in a unit may lose it.
struct UnitTreeRules {
  let facts: any RegistryFacts

  /// Checks a unit against the others and, when it was there before in another shape, all that refers to it.
  func check(_ unit: AdministrativeUnit, isUpdate: Bool, rules: inout RuleChecker) throws {
    let bearers = try facts.units(code: unit.key.code)
    for other in bearers where other.key != unit.key && other.interval.overlaps(unit.interval) {
      rules.refuse(
        "valid_from",
        "overlapping_units",
        "code \(unit.key.code) is already borne by \(other.name) \(UnitResolution.days(other)); "
          + "end that unit first or correct the days"
      )
    }
    try checkParent(of: unit, rules: &rules)
    if isUpdate { try checkDependents(of: unit, bearers: bearers, rules: &rules) }
  }

  /// Checks an edge against its units and the other edges of the unit that ended.
  func check(_ edge: UnitSuccession, rules: inout RuleChecker) throws {
    let from = try unit(edge.from, "from_code", rules: &rules)
    let to = try unit(edge.to, "to_code", rules: &rules)
    if let from, let fault = Self.fault(of: edge, from: from, to: to) {
      rules.refuse(fault.field, fault.reason, fault.description)
    }
    let edges = try facts.successions(from: edge.from)
    if edges.count > 1, edges.contains(where: { $0.change == .merged }) {
      rules.refuse(
        "change",
        "contradicting_successions",
        "all of \(edge.from) cannot go to one unit and a part of it to another; "
          + "make every one of its successions a split"
      )
    }
  }

  private func unit(_ key: UnitKey, _ field: String, rules: inout RuleChecker) throws -> AdministrativeUnit? {
    if let unit = try facts.units(code: key.code).first(where: { $0.key == key }) { return unit }
    if !facts.isRefused(unitCode: key.code) {
      rules.refuse(field, "unknown_unit", "no administrative unit is \(key); correct it, or import the unit first")
    }
    return nil
  }

  private static func fault(
    of edge: UnitSuccession,
    from: AdministrativeUnit,
    to: AdministrativeUnit?
  ) -> RuleViolation? {
    guard let ended = from.validTo else {
      return RuleViolation(
        field: "from_code",
        reason: "unit_still_in_force",
        description: "\(edge.from) has no valid_to, so nothing has succeeded it; set its valid_to first"
      )
    }
    guard let to else { return nil }
    if to.kind.level != from.kind.level {
      return RuleViolation(
        field: "to_code",
        reason: "other_level",
        description: "\(to.name) is not of the level of \(from.name); name a unit of the same level"
      )
    }
    if !to.isInForce(on: ended) {
      return RuleViolation(
        field: "to_valid_from",
        reason: "unit_not_in_force",
        description: "\(edge.to) was not in force on \(ended), the day \(edge.from) ended; name the unit that was"
      )
    }
    return nil
  }

  private func checkParent(of unit: AdministrativeUnit, rules: inout RuleChecker) throws {
    guard let parentCode = unit.parentCode else { return }
    if let gap = try firstDayWithoutParent(unit), !facts.isRefused(unitCode: parentCode) {
      rules.refuse(
        "parent_code",
        "no_parent_in_force",
        "on \(gap) no unit above a \(unit.kind.level) had the code \(parentCode), though \(unit.key) was in force; "
          + "correct parent_code or the days"
      )
    }
  }

  /// The first day of a unit on which its parent's code is borne by no unit of a higher level.
  private func firstDayWithoutParent(_ unit: AdministrativeUnit) throws -> CivilDate? {
    guard let parentCode = unit.parentCode else { return nil }
    let parents = try facts.units(code: parentCode)
    var day = unit.key.validFrom
    while unit.validTo.map({ day < $0 }) ?? true {
      guard let parent = parents.last(where: { $0.isInForce(on: day) }), Self.isAbove(parent, unit) else { return day }
      guard let end = parent.validTo else { return nil }
      day = end
    }
    return nil
  }

  /// Whatever refers to a code must still find its unit.
  private func checkDependents(
    of unit: AdministrativeUnit,
    bearers: [AdministrativeUnit],
    rules: inout RuleChecker
  ) throws {
    let code = unit.key.code
    for child in try facts.units(parentCode: code) {
      if let gap = try firstDayWithoutParent(child) {
        refuseInUse(unit, "unit \(child.key) lies in it and has no unit above it on \(gap)", rules: &rules)
      }
    }
    func isBorne(on day: CivilDate, level: UnitLevel?) -> Bool {
      bearers.contains { $0.isInForce(on: day) && (level == nil || $0.kind.level == level) }
    }
    for producer in try facts.producerDays(unitCode: code) where !isBorne(on: producer.day, level: .commune) {
      refuseInUse(unit, "producer \(producer.id) was registered in it on \(producer.day)", rules: &rules)
    }
    for training in try facts.trainingDays(unitCode: code) where !isBorne(on: training.day, level: nil) {
      refuseInUse(unit, "training \(training.id) was held in it on \(training.day)", rules: &rules)
    }
    for phase in try facts.phases(unitCode: code) where !isBorne(on: phase.days.start, level: .district) {
      refuseInUse(unit, "it takes part in phase \(phase.id) from \(phase.days.start)", rules: &rules)
    }
    for edge in try facts.successions(from: unit.key) + facts.successions(to: unit.key) {
      let from = try facts.units(code: edge.from.code).first { $0.key == edge.from }
      let to = try facts.units(code: edge.to.code).first { $0.key == edge.to }
      if let from, let fault = Self.fault(of: edge, from: from, to: to) {
        refuseInUse(unit, "the succession \(edge.from)>\(edge.to) would be wrong: \(fault.description)", rules: &rules)
      }
    }
  }

  private func refuseInUse(_ unit: AdministrativeUnit, _ use: String, rules: inout RuleChecker) {
    rules.refuse("valid_to", "unit_in_use", "\(unit.key) cannot be so: \(use); correct the unit or that record")
  }

  private static func isAbove(_ parent: AdministrativeUnit, _ child: AdministrativeUnit) -> Bool {
    switch (parent.kind.level, child.kind.level) {
    case (.province, .district), (.province, .commune), (.district, .commune): true
    default: false
    }
  }
}
