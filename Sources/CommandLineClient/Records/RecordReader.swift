import Messages
import RPC

/// Reads records of any kind through the gateway.
struct RecordReader: Sendable {
  /// Records asked for at once.
  static let pageSize: UInt32 = 500

  let channel: any Channel
  let options: CallOptions

  /// One page of a kind's records, by identifier.
  struct Page: Sendable {
    let records: [ShownRecord]
    /// Empty on the last page.
    let nextPageToken: String
    /// Head of the service's log that the page reflects.
    let revision: UInt64
  }

  /// A page of records.
  ///
  /// - Parameter token: `nextPageToken` of the page before; empty for the first.
  func page(of collection: RecordCollection, token: String, size: UInt32 = pageSize) async throws -> Page {
    let answer = try await call(
      collection,
      "ListRecords",
      .members(
        ("kind", .number(String(collection.kindNumber))),
        ("page", .members(("page_size", .number(String(size))), ("page_token", .string(token))))
      )
    )
    guard case .repeated(let records) = answer[named: "records"] ?? .repeated([]),
      case .string(let next) = answer[named: "next_page_token"] ?? .string(""),
      case .uint64(let revision) = answer[named: "revision"] ?? .uint64(0)
    else { throw CommandFailure(.failure, "the schema of \(collection.keeper)'s ListRecords is not the expected one") }
    let shown = records.compactMap { record -> ShownRecord? in
      guard case .message(let record) = record else { return nil }
      return ShownRecord(record, of: collection)
    }
    return Page(records: shown, nextPageToken: next, revision: revision)
  }

  /// Head of a service's log now.
  func head(of keeper: RecordKeeper) async throws -> UInt64 {
    guard let collection = RecordCollection.all.first(where: { $0.keeper == keeper }) else { return 0 }
    return try await page(of: collection, token: "", size: 1).revision
  }

  /// One record.
  ///
  /// - Throws: `RPCError` NOT_FOUND when there is none.
  func record(of collection: RecordCollection, identifier: String) async throws -> ShownRecord {
    let answer = try await call(
      collection,
      "GetRecord",
      .members(("kind", .number(String(collection.kindNumber))), ("id", .string(identifier)))
    )
    guard let record = ShownRecord(answer, of: collection) else {
      throw CommandFailure(.failure, "\(collection.keeper) answered with a record of another kind")
    }
    return record
  }

  /// One record as it was at a revision, where the service can say it; nil otherwise.
  ///
  /// - Throws: `RPCError` other than NOT_FOUND and OUT_OF_RANGE.
  func record(of collection: RecordCollection, identifier: String, at revision: UInt64) async throws -> ShownRecord? {
    let field = "at_revision"
    guard SchemaCatalog.message(named: collection.keeper.package + ".GetRecordRequest")?.field(named: field) != nil
    else { return nil }
    do {
      let answer = try await call(
        collection,
        "GetRecord",
        .members(
          ("kind", .number(String(collection.kindNumber))),
          ("id", .string(identifier)),
          (field, .number(String(revision)))
        )
      )
      return ShownRecord(answer, of: collection)
    } catch let error as RPCError where [.notFound, .outOfRange].contains(error.code) {
      return nil
    }
  }

  private func call(
    _ collection: RecordCollection,
    _ method: String,
    _ request: JSONValue
  ) async throws -> DynamicMessage {
    let path = collection.keeper.serviceFullName + "/" + method
    guard let method = SchemaCatalog.method(path: path) else {
      throw CommandFailure(.failure, "the schema lacks \(path)")
    }
    let bytes = try MessageJSON.message(method.input, from: request).encodedBytes()
    let answer = try await channel.unaryBytes(path: path, request: bytes, options: options)
    return try DynamicMessage(method.output, decodingBytes: answer)
  }
}
