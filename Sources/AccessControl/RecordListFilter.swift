public import DomainPrimitives
public import Feed
public import Messages
public import RPC
public import Storage

/// What a list of records is narrowed to (`ocop.common.v1.RecordFilter`), as a condition on the table of a kind: the
/// same for every service that keeps records.
public struct RecordListFilter {
  /// Where the records of a kind stand, as a service knows it. Nil for a kind whose records have none of it.
  public struct Kind {
    let name: String
    let rows: (ReachedRows) -> RowFilter?
    let ofProduct: (String) -> RowFilter?

    /// - Parameters:
    ///   - name: As events name it: "producer".
    ///   - rows: Which of its records belong to an office or a producer.
    ///   - ofProduct: Which of its records tell of a product.
    public init(
      name: String,
      rows: @escaping (ReachedRows) -> RowFilter?,
      ofProduct: @escaping (String) -> RowFilter?
    ) {
      self.name = name
      self.rows = rows
      self.ofProduct = ofProduct
    }
  }

  private let filter: CommonV1.RecordFilter
  private let resolver: ScopeResolver

  /// - Parameters:
  ///   - filter: As the call asks for it.
  ///   - resolver: Finds out what lies in a unit.
  /// - Throws: `RPCError` INVALID_ARGUMENT for an identifier that is none.
  public init(
    _ filter: CommonV1.RecordFilter,
    resolver: ScopeResolver
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
  }

  /// The condition; nil when nothing but a revision is asked for.
  ///
  /// - Parameters:
  ///   - kind: Of the records listed.
  ///   - unit: The unit that bears a code on a day; nil when none does.
  /// - Throws: `RPCError` INVALID_ARGUMENT for what makes no sense for the kind, and for a unit that is not in force
  ///   today; `DatabaseError`.
  public func condition(
    on kind: Kind,
    in transaction: any ReadTransaction,
    unit: (_ code: String, _ day: CivilDate) throws -> UnitKey?
  ) throws -> RowFilter? {
    var conditions: [RowFilter] = []
    if !filter.producerID.isEmpty {
      let rows = kind.rows(.producer(filter.producerID))
      conditions.append(try Self.supported(rows, "producer_id", kind))
    }
    if !filter.productID.isEmpty {
      conditions.append(try Self.supported(kind.ofProduct(filter.productID), "product_id", kind))
    }
    if !filter.unitCode.isEmpty {
      let rows = try resolver.rows(ofUnit: filter.unitCode, field: "filter.unit_code", in: transaction, unit: unit)
      conditions.append(try Self.supported(rows.flatMap(kind.rows), "unit_code", kind))
    }
    guard let first = conditions.first else { return nil }
    return conditions.dropFirst().reduce(first) { $0.and($1) }
  }

  private static func supported(_ condition: RowFilter?, _ field: String, _ kind: Kind) throws -> RowFilter {
    if let condition { return condition }
    throw RPCError.invalid(
      field: "filter.\(field)",
      reason: "not_supported",
      description: "records of the kind \(kind.name) have no \(field) to be narrowed to; leave it empty"
    )
  }
}
