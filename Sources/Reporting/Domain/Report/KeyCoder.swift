import DomainPrimitives

/// Numbers for the values of a report's dimensions, and what they stand for.
final class KeyCoder {
  /// The value that cannot be told, or that there is none of.
  static let none: Int32 = -1

  private let source: ReportSource
  private let question: ReportQuestion
  private var texts: [Dimension: [String: Int32]] = [:]
  private var names: [Dimension: [String]] = [:]
  private let phasePlaces: [String: Int32]
  private var units: UnitCodes

  init(_ source: ReportSource, _ question: ReportQuestion) {
    self.source = source
    self.question = question
    units = source.unitCodes
    phasePlaces = Dictionary(
      source.placer.phases.enumerated().map { ($0.element.id, Int32($0.offset)) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The number of a member's value.
  /// - Parameters:
  ///   - status: Of every producer and product, on the day that is counted.
  ///   - bucket: Of the time dimension, where the member itself does not tell.
  func code(_ member: ReportMember, _ dimension: Dimension, _ status: DayStatus, bucket: Int32) -> Int32 {
    switch dimension {
    case .unit: return unit(of: member)
    case .province:
      if let row = member.row { return units.province(of: units.code(of: row)) }
      return member.producer < 0 ? Self.none : units.provincesOfProducers[member.producer]
    case .phase:
      guard member.producer >= 0, let phase = source.rows[member.producer].phaseID else { return Self.none }
      return phasePlaces[phase] ?? Self.none
    case .producerType:
      return member.producer < 0 ? Self.none : text(source.facts.producers[member.producer].type, dimension)
    case .productGroup:
      return member.product < 0 ? Self.none : text(source.facts.products[member.product].group, dimension)
    case .stars:
      return member.stars(status).map(Int32.init) ?? Self.none
    case .floor: return member.floor < 0 ? Self.none : Int32(member.floor)
    case .day, .month, .quarter, .year: return bucket
    case .producer: return Int32(member.producer)
    case .product: return Int32(member.product)
    case .detail: return text(member.detail, dimension)
    case .seasonMonth: return bucket
    }
  }

  /// What a number stands for: the value, empty when there is none, and words for people.
  func key(_ code: Int32, _ dimension: Dimension) -> (value: String, label: String) {
    guard code >= 0 else { return ("", "") }
    let place = Int(code)
    switch dimension {
    case .unit, .province: return (units.units[place].code, units.names[place])
    case .phase: return (source.placer.phases[place].id, source.placer.phases[place].name)
    case .producerType, .productGroup, .detail: return (names[dimension]?[place] ?? "", "")
    case .stars: return (String(code), "")
    case .floor: return (source.facts.floors[place].id, source.facts.floors[place].name)
    case .day, .month, .quarter, .year: return (question.buckets[place].name, "")
    case .seasonMonth: return (place < 9 ? "0\(place + 1)" : String(place + 1), "")
    case .producer: return (source.facts.producers[place].id, source.facts.producers[place].name)
    case .product: return (source.facts.products[place].id, source.facts.products[place].name)
    }
  }

  private func unit(of member: ReportMember) -> Int32 {
    if let row = member.row { return units.code(of: row) }
    return member.producer < 0 ? Self.none : units.ofProducers[member.producer]
  }

  private func text(_ text: String, _ dimension: Dimension) -> Int32 {
    guard !text.isEmpty else { return Self.none }
    if let known = texts[dimension]?[text] { return known }
    let code = Int32(names[dimension]?.count ?? 0)
    names[dimension, default: []].append(text)
    texts[dimension, default: [:]][text] = code
    return code
  }
}
