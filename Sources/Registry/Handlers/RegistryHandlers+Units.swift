import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Units of one answer at most, and when the caller does not say.
  private static let unitsMax: UInt32 = 200
  private static let unitsDefault: UInt32 = 20
  /// Characters of what is looked for.
  private static let textCharactersMax = 200

  func findUnits(
    _ request: RegistryV1.FindUnitsRequest,
    context: CallContext
  ) async throws -> RegistryV1.FindUnitsResponse {
    try RowScope.requireEverything(of: context.caller, through: RegistryV1.RegistryMethods.findUnits.access)
    let day = try Self.day(request.on) ?? today
    let text = request.text
    guard text.utf8.count <= Self.textCharactersMax * 8, text.count <= Self.textCharactersMax,
      !FoldedText(text).words.isEmpty
    else {
      throw RPCError.invalid(
        field: "text",
        reason: "bad_text",
        description: "text must hold a code or a name, in at most \(Self.textCharactersMax) characters"
      )
    }
    guard request.limit <= Self.unitsMax else {
      throw RPCError.invalid(
        field: "limit",
        reason: "out_of_range",
        description: "limit must be 1 to \(Self.unitsMax), or 0"
      )
    }
    let level = try Self.level(request.level)
    return try await withRPCErrors {
      try await database.read { transaction in
        let directory = try unitDirectories.directory(in: transaction)
        var above: UnitKey?
        if !request.underCode.isEmpty {
          above = directory.geography.unit(code: request.underCode, on: day)?.key
          if above == nil { throw Self.noUnit(request.underCode, "under_code", on: day, directory.geography) }
        }
        let found = directory.units(named: text, on: day, level: level, below: above)
        var response = RegistryV1.FindUnitsResponse()
        response.units = found.prefix(Int(request.limit == 0 ? Self.unitsDefault : request.limit)).map { unit in
          var shown = RegistryV1.FoundUnit()
          shown.unit = RegistryV1.AdministrativeUnit(unit)
          shown.path = directory.path(of: unit, on: day)
          return shown
        }
        response.unitCount = UInt32(clamping: found.count)
        response.on = day.description
        return response
      }
    }
  }

  func getUnit(_ request: RegistryV1.GetUnitRequest, context: CallContext) async throws -> RegistryV1.UnitDetails {
    try RowScope.requireEverything(of: context.caller, through: RegistryV1.RegistryMethods.getUnit.access)
    let asked = try Self.day(request.on)
    let today = today
    return try await withRPCErrors {
      try await database.read { transaction in
        let directory = try unitDirectories.directory(in: transaction)
        let geography = directory.geography
        if let unit = geography.unit(code: request.code, on: asked ?? today) {
          return Self.details(of: unit, on: asked ?? today, directory)
        }
        // Of a code that is no longer in use the last unit is meant, as it was on its last day.
        if asked == nil, let last = geography.units(code: request.code).last(where: { !$0.interval.isEmpty }),
          let end = last.validTo, end <= today
        {
          return Self.details(of: last, on: CivilDate(clampingDaysSinceEpoch: end.daysSinceEpoch - 1), directory)
        }
        throw Self.noUnit(request.code, "code", on: asked ?? today, geography)
      }
    }
  }

  private var today: CivilDate { CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds()) }

  private static func details(
    of unit: AdministrativeUnit,
    on day: CivilDate,
    _ directory: UnitDirectory
  ) -> RegistryV1.UnitDetails {
    func changes(_ changes: [UnitDirectory.Change]) -> [RegistryV1.UnitChange] {
      changes.map { change in
        var message = RegistryV1.UnitChange()
        message.succession = RegistryV1.UnitSuccession(change.record)
        if let unit = change.unit { message.unit = RegistryV1.AdministrativeUnit(unit) }
        return message
      }
    }
    var details = RegistryV1.UnitDetails()
    details.unit = RegistryV1.AdministrativeUnit(unit)
    details.path = directory.path(of: unit, on: day)
    details.on = day.description
    details.ancestors = directory.geography.ancestors(of: unit.key, on: day).map { RegistryV1.AdministrativeUnit($0) }
    details.children = directory.children(of: unit, on: day).map { RegistryV1.AdministrativeUnit($0) }
    details.descendantCount = UInt32(clamping: directory.descendantCount(of: unit, on: day))
    details.became = changes(directory.became(unit.key))
    details.cameFrom = changes(directory.cameFrom(unit.key))
    details.sameCode = directory.geography.units(code: unit.key.code).filter { $0.key != unit.key }
      .map { RegistryV1.AdministrativeUnit($0) }
    return details
  }

  /// NOT_FOUND for the unit that is asked for, INVALID_ARGUMENT for one that the question names, with the days on which
  /// there was one.
  private static func noUnit(
    _ code: String,
    _ field: String,
    on day: CivilDate,
    _ geography: AdministrativeGeography
  ) -> RPCError {
    let bearers = geography.units(code: code).map { "\($0.name) \(UnitResolution.days($0))" }
    let known = bearers.isEmpty ? "no unit ever had it" : "it was \(bearers.joined(separator: ", "))"
    let description = "on \(day) no unit has the code \(FieldText.quoted(code)); \(known)"
    return field == "code"
      ? .missing("administrative_unit", name: String(code.prefix(64)), description: description)
      : .invalid(field: field, reason: "unknown_unit", description: description)
  }

  private static func day(_ text: String) throws(RPCError) -> CivilDate? {
    guard !text.isEmpty else { return nil }
    do {
      return try CivilDate(parsing: text)
    } catch {
      throw .invalid(field: "on", reason: error.code.rawValue, description: error.message)
    }
  }

  private static func level(_ level: RegistryV1.UnitLevel) throws(RPCError) -> UnitLevel? {
    switch level {
    case .unspecified: return nil
    case .province: return .province
    case .district: return .district
    case .commune: return .commune
    default:
      throw .invalid(
        field: "level",
        reason: "unknown_value",
        description: "level \(level.rawValue) is not known; use 1 (province), 2 (district) or 3 (commune)"
      )
    }
  }
}
