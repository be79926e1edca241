import DomainPrimitives

/// Numbers for the units that a report's rows lie in, with their names and provinces. Those of producers are made once
/// a map: in the order of the units' keys, so that rows need not be sorted by texts.
struct UnitCodes: Sendable {
  /// Of every producer by itself the number of its unit, and of that unit's province; `KeyCoder.none` without one.
  let ofProducers: [Int32]
  let provincesOfProducers: [Int32]
  /// By number.
  private(set) var units: [UnitKey] = []
  private(set) var names: [String] = []
  private var codes: [UnitKey: Int32] = [:]
  private let placer: RowPlacer

  /// - Parameter index: The rows of producers on the placer's map.
  init(_ index: RowIndex, _ placer: RowPlacer) {
    self.placer = placer
    let ofRows = index.keys.map { row -> UnitKey? in
      if case .unit(let unit) = row.place { unit } else { nil }
    }
    let provincesOfRows = ofRows.map { $0.flatMap(placer.province(of:)) }
    units = Set((ofRows + provincesOfRows).compactMap { $0 }).sorted()
    names = units.map(placer.name(of:))
    let codes = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($0.element, Int32($0.offset)) })
    self.codes = codes
    func numbers(_ units: [UnitKey?]) -> [Int32] {
      let ofRows = units.map { $0.flatMap { codes[$0] } ?? KeyCoder.none }
      return index.own.map { ofRows[$0] }
    }
    ofProducers = numbers(ofRows)
    provincesOfProducers = numbers(provincesOfRows)
  }

  /// The number of a row's unit, a new one where no producer is in it; `KeyCoder.none` where the unit is not known.
  mutating func code(of row: RowKey) -> Int32 {
    guard case .unit(let unit) = row.place else { return KeyCoder.none }
    return code(of: unit)
  }

  /// The number of the province that a unit lies in, by the unit's number.
  mutating func province(of unit: Int32) -> Int32 {
    guard unit >= 0, let province = placer.province(of: units[Int(unit)]) else { return KeyCoder.none }
    return code(of: province)
  }

  private mutating func code(of unit: UnitKey) -> Int32 {
    if let known = codes[unit] { return known }
    let code = Int32(units.count)
    units.append(unit)
    names.append(placer.name(of: unit))
    codes[unit] = code
    return code
  }
}
