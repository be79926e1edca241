import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Storage

/// What a list of records is narrowed to (`ocop.common.v1.RecordFilter`), as a condition on the table of a kind.
struct RegistryListFilter {
  private let filter: CommonV1.RecordFilter
  private let resolver: ScopeResolver
  private let nowUnixMicroseconds: @Sendable () -> Int64

  /// - Throws: `RPCError` INVALID_ARGUMENT for an identifier or a code that is none.
  init(
    _ filter: CommonV1.RecordFilter,
    resolver: ScopeResolver,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64
  ) throws(RPCError) {
    for (field, text) in [("producer_id", filter.producerID), ("product_id", filter.productID)]
    where !text.isEmpty && !FieldText.isIdentifier(text) {
      throw .invalid(
        field: "filter.\(field)",
        reason: "bad_identifier",
        description: "\(FieldText.quoted(text)) is no identifier: 1 to 64 characters of A-Z a-z 0-9 - _ ."
      )
    }
    self.filter = filter
    self.resolver = resolver
    self.nowUnixMicroseconds = nowUnixMicroseconds
  }

  /// The condition; nil when nothing but a revision is asked for.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for what makes no sense for the kind, and for a unit that is not in force
  ///   today; `DatabaseError`.
  func condition(on kind: RecordKind, in transaction: any ReadTransaction) throws -> RowFilter? {
    var conditions: [RowFilter] = []
    if !filter.producerID.isEmpty {
      let rows = RegistryRows.filter(kind, .producer(filter.producerID))
      conditions.append(try Self.supported(rows, "producer_id", kind))
    }
    if !filter.productID.isEmpty {
      conditions.append(try Self.supported(RegistryRows.ofProduct(filter.productID, kind), "product_id", kind))
    }
    if !filter.unitCode.isEmpty {
      let unit = try unit(filter.unitCode, in: transaction)
      let rows = try resolver.rows(of: .units([unit]), in: transaction)
      conditions.append(try Self.supported(rows.flatMap { RegistryRows.filter(kind, $0) }, "unit_code", kind))
    }
    guard let first = conditions.first else { return nil }
    return conditions.dropFirst().reduce(first) { $0.and($1) }
  }

  private func unit(_ code: String, in transaction: any ReadTransaction) throws -> UnitKey {
    let day = CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds())
    let unit = try RegistryTables.units.select("WHERE code = ?1", [.text(code)], in: transaction)
      .first { $0.isInForce(on: day) }?.key
    guard let unit else {
      throw RPCError.invalid(
        field: "filter.unit_code",
        reason: "unknown_unit",
        description: "no unit has the code \(FieldText.quoted(code)) on \(day); give the code of a unit in force"
      )
    }
    return unit
  }

  private static func supported(_ condition: RowFilter?, _ field: String, _ kind: RecordKind) throws -> RowFilter {
    if let condition { return condition }
    throw RPCError.invalid(
      field: "filter.\(field)",
      reason: "not_supported",
      description: "records of the kind \(kind.name) have no \(field) to be narrowed to; leave it empty"
    )
  }
}
