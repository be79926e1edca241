import AccessControl
import DomainPrimitives
import Messages
import RPC
import Storage

/// The day and the rows that a question about a day asks for.
struct DatedQuestion {
  /// Which rows are read, and what is left out of them when they are.
  struct Rows {
    /// Nil = all.
    let reached: ReachedRows?
    /// Nil = none is left out.
    let territory: OfficeTerritory?

    /// Whether a row of a producer is one that was asked for. Of a producer that nobody can place, none is where a unit
    /// was named.
    func holds(_ producer: KnownProducer?) -> Bool {
      guard let territory else { return true }
      guard let producer, let day = producer.registeredOn else { return false }
      return territory.contains(unitCode: producer.unitCode, on: day)
    }
  }

  let day: CivilDate
  let unitCode: String

  /// Reads the fields `as_of` and `unit_code` of a request.
  ///
  /// - Parameters:
  ///   - asOf: "YYYY-MM-DD", or empty for the day that it is in Vietnam.
  ///   - unitCode: Of the unit asked for; empty = all.
  ///   - nowUnixMicroseconds: The service's clock.
  /// - Throws: `RPCError` INVALID_ARGUMENT for what is no day.
  init(asOf: String, unitCode: String = "", nowUnixMicroseconds: Int64) throws(RPCError) {
    self.unitCode = unitCode
    var rules = RuleChecker()
    let day = rules.optionalDate(asOf, "as_of")
    if let violation = rules.violations.first {
      throw .invalid(field: violation.field, reason: violation.reason, description: violation.description)
    }
    self.day = day ?? CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds)
  }

  /// The rows that a scope reaches, within the unit asked for, on the map of the day.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for a code that no unit bears on the day; what the database throws.
  func rows(
    of scope: RowScope,
    resolver: ScopeResolver,
    cache: TerritoryCache,
    in transaction: any ReadTransaction
  ) throws -> Rows {
    let reached = try resolver.rows(of: scope, in: transaction)
    guard !unitCode.isEmpty else { return Rows(reached: reached, territory: nil) }
    guard let unit = try RegistryProjection.unit(code: unitCode, on: day, in: transaction) else {
      throw RPCError.invalid(
        field: "unit_code",
        reason: "unknown_unit",
        description: "no unit bears the code \(FieldText.quoted(unitCode)) on \(day) as far as the registry was "
          + "followed; correct the code, or ask for a day on which it was in force"
      )
    }
    let ofUnit = try cache.rows(of: [unit], on: day, from: ListingRows.source, in: transaction)
    // Who reaches everything is asked by index; of a narrower scope what lies outside of the unit is left out.
    return reached == nil
      ? Rows(reached: ofUnit, territory: nil) : Rows(reached: reached, territory: ofUnit.territory)
  }
}
