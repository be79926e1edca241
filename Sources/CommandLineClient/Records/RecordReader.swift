import ClientKit
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
  /// - Parameters:
  ///   - token: `nextPageToken` of the page before; empty for the first.
  ///   - size: Records at most.
  ///   - filter: What the list is narrowed to, the schema's RecordFilter; nil = nothing.
  func page(
    of collection: RecordCollection,
    token: String,
    size: UInt32 = pageSize,
    filter: JSONValue? = nil
  ) async throws -> Page {
    var request = [
      JSONMember(name: "kind", value: .number(String(collection.kindNumber))),
      JSONMember(
        name: "page",
        value: .members(("page_size", .number(String(size))), ("page_token", .string(token)))
      ),
    ]
    if let filter { request.append(JSONMember(name: "filter", value: filter)) }
    let answer = try await call(collection, "ListRecords", .object(request))
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
  /// - Parameters:
  ///   - identifier: The record's.
  ///   - revision: The revision after which it is shown; 0 = now.
  /// - Throws: `RPCError` NOT_FOUND when there is none.
  func record(
    of collection: RecordCollection,
    identifier: String,
    atRevision revision: UInt64 = 0
  ) async throws -> ShownRecord {
    let answer = try await call(
      collection,
      "GetRecord",
      .members(
        ("kind", .number(String(collection.kindNumber))),
        ("id", .string(identifier)),
        ("at_revision", .string(String(revision)))
      )
    )
    guard let record = ShownRecord(answer, of: collection) else {
      throw CommandFailure(.failure, "\(collection.keeper) answered with a record of another kind")
    }
    return record
  }

  /// Every version of a record that the log still has, oldest first.
  ///
  /// - Throws: `RPCError` NOT_FOUND when there is none.
  func history(of collection: RecordCollection, identifier: String) async throws -> RecordPast {
    var versions: [RecordPast.Version] = []
    var isTruncated = false
    var token = ""
    repeat {
      let answer = try await call(
        collection,
        "ListHistory",
        .members(
          ("kind", .number(String(collection.kindNumber))),
          ("id", .string(identifier)),
          ("page", .members(("page_size", .number(String(Self.pageSize))), ("page_token", .string(token))))
        )
      )
      guard case .repeated(let page) = answer[named: "versions"] ?? .repeated([]),
        case .string(let next) = answer[named: "next_page_token"] ?? .string("")
      else { throw CommandFailure(.failure, "the schema of ListHistory is not the expected one") }
      versions += page.compactMap { version in
        if case .message(let message) = version { RecordPast.Version(message, of: collection) } else { nil }
      }
      if case .bool(true) = answer[named: "is_truncated"] { isTruncated = true }
      guard next != token || token.isEmpty else {
        throw CommandFailure(.failure, "\(collection.keeper) answers with the same page again and again")
      }
      token = next
    } while !token.isEmpty
    return RecordPast(collection: collection, versions: versions.reversed(), isTruncated: isTruncated)
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
