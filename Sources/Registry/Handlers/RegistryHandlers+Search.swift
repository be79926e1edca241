import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Characters of a query.
  private static let queryCharactersMax = 200
  /// Names of a page at most: each is looked up by itself.
  private static let foundMax: UInt32 = 100
  private static let foundDefault: UInt32 = 20
  /// Apart from lists of records.
  private static let searchCursor = 3_000

  func search(_ request: RegistryV1.SearchRequest, context: CallContext) async throws -> RegistryV1.SearchResponse {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.search.access)
    let words = try Self.words(of: request.query)
    let kinds = try Self.searchedKinds(request.kinds)
    let size = request.page?.pageSize ?? 0
    guard size <= Self.foundMax else {
      throw RPCError.invalid(
        field: "page.page_size",
        reason: "out_of_range",
        description: "page_size of a search must be 1 to \(Self.foundMax), or 0"
      )
    }
    let limit = Int(size == 0 ? Self.foundDefault : size)
    let cursor = try PageCursor(kind: Self.searchCursor, page: request.page)
    let place = try Self.place(of: cursor.afterID)
    return try await withRPCErrors {
      try await database.read { transaction in
        let rows = try resolver.rows(of: view.scope, in: transaction)
        var filters: [RecordKind: RowFilter] = [:]
        if let rows {
          for kind in kinds { filters[kind] = RegistryRows.filter(kind, rows) ?? .nothing }
        }
        let search = RegistrySearch(
          words: words,
          kinds: kinds,
          hidesPersonalData: view.hidesPersonalData,
          filters: filters
        )
        let found = try search.page(from: place, limit: limit + 1, in: transaction)
        var response = RegistryV1.SearchResponse()
        response.found = try found.prefix(limit).map { item in
          var shown = RegistryV1.FoundRecord()
          shown.record = try RegistryV1.Record(item.stored, for: view, in: transaction)
          shown.match = RegistryV1.SearchMatch(rawValue: Int32(item.place.match.rawValue))
          return shown
        }
        if found.count > limit { response.nextPageToken = cursor.token(after: Self.text(of: found[limit - 1].place)) }
        response.revision = try ChangeLog.head(in: transaction).revision
        response.isComplete = try SearchIndex.isComplete(in: transaction)
        return response
      }
    }
  }

  /// The words of a query, each once: of one that comes twice the last stays, which may be the beginning of a word.
  private static func words(of query: String) throws(RPCError) -> [String] {
    var words: [String] = []
    if query.utf8.count <= queryCharactersMax * 8, query.count <= queryCharactersMax {
      for word in FoldedText(query).words {
        words.removeAll { $0 == word }
        words.append(word)
      }
    }
    guard (1...RegistrySearch.wordsMax).contains(words.count) else {
      throw .invalid(
        field: "query",
        reason: "bad_query",
        description: "the query must hold 1 to \(RegistrySearch.wordsMax) words in at most \(queryCharactersMax) "
          + "characters"
      )
    }
    return words
  }

  private static func searchedKinds(_ asked: [RegistryV1.RecordKind]) throws(RPCError) -> [RecordKind] {
    if asked.isEmpty { return SearchIndex.kinds }
    for kind in asked where !SearchIndex.kinds.contains(where: { $0.rawValue == Int(kind.rawValue) }) {
      throw .invalid(
        field: "kinds",
        reason: "not_supported",
        description: "records of kind \(kind.rawValue) are not searched; use producer (3) or product (4)"
      )
    }
    return SearchIndex.kinds.filter { kind in asked.contains { Int($0.rawValue) == kind.rawValue } }
  }

  private static func text(of place: RegistrySearch.Place) -> String {
    "\(place.match.rawValue):\(place.kind.rawValue):\(place.afterID)"
  }

  private static func place(of text: String) throws(RPCError) -> RegistrySearch.Place? {
    if text.isEmpty { return nil }
    let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count == 3, let match = Int(parts[0]).flatMap(SearchMatch.init(rawValue:)),
      let kind = Int(parts[1]).flatMap(RecordKind.init(rawValue:))
    else {
      throw .invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that a search returned; start again without it"
      )
    }
    return RegistrySearch.Place(match: match, kind: kind, afterID: parts[2])
  }
}
