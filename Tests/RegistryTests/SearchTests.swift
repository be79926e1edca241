import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Services
import Storage
import TestSupport
import Testing

@testable import Registry

/// Goal: a name is found by what people type, best match first, and only by those who may see it. Method: a few names
/// in an index kept by imports; random names against a plain reading of the rules; rows of before the index was there.
@Suite("Search for producers and products")
struct SearchTests {
  private let registry: RegistryUnderTest

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([
      Sample.household("CT-1", name: "Lạp sườn Bích Trâm"), Sample.producer("CT-2", name: "Hợp tác xã rau Gia Cát"),
      Sample.producer("CT-3", name: "HTX Sườn Non", unit: "06154"), Self.product("SP-1", "Lạp sườn hun khói", "CT-1"),
      Self.product("SP-2", "Miến dong Minh Khai", "CT-2"), Self.product("SP-3", "Khoai lang Lộc Bình", "CT-3"),
    ])
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
  }

  private static func product(_ id: String, _ name: String, _ producerID: String) -> RegistryV1.Record {
    var record = Sample.product(id, of: producerID)
    if case .product(var product) = record.record {
      product.name = name
      record.record = .product(product)
    }
    return record
  }

  private func response(
    _ query: String,
    kinds: [RegistryV1.RecordKind] = [],
    by registry: RegistryUnderTest? = nil,
    size: UInt32 = 0,
    token: String = ""
  ) async throws -> RegistryV1.SearchResponse {
    var request = RegistryV1.SearchRequest()
    request.query = query
    request.kinds = kinds
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    request.page = page
    return try await (registry ?? self.registry).client.search(request)
  }

  /// "match id" of what is found, in order.
  private func search(
    _ query: String,
    kinds: [RegistryV1.RecordKind] = [],
    by registry: RegistryUnderTest? = nil,
    size: UInt32 = 0
  ) async throws -> [String] {
    var found: [String] = []
    var token = ""
    repeat {
      let page = try await response(query, kinds: kinds, by: registry, size: size, token: token)
      found += page.found.map { "\($0.match.rawValue) \($0.record?.reference?.id ?? "")" }
      token = page.nextPageToken
    } while !token.isEmpty
    return found
  }

  @Test(
    "words are found without diacritics, by their beginning and with one typing error, the best match first",
    arguments: [
      ("lap suon", ["1 CT-1", "1 SP-1"]), ("LẠP SƯỜN", ["1 CT-1", "1 SP-1"]), ("suon lap", ["1 CT-1", "1 SP-1"]),
      ("lap su", ["2 CT-1", "2 SP-1"]), ("suon", ["1 CT-1", "1 CT-3", "1 SP-1"]), ("lap sunn", ["3 CT-1", "3 SP-1"]),
      ("tram", ["1 CT-1"]), ("trma", ["3 CT-1"]), ("tra", ["2 CT-1"]), ("dong", ["1 SP-2"]), ("đồng", ["1 SP-2"]),
      ("gia cat rau", ["1 CT-2"]), ("minh khai lap", []), ("khai minh mien", ["2 SP-2"].map { _ in "1 SP-2" }),
      ("l", ["2 CT-1", "2 SP-1", "2 SP-3"]), ("zzzz", []), ("lap lap", ["1 CT-1", "1 SP-1"]),
    ]
  )
  func examples(query: String, found: [String]) async throws {
    #expect(try await search(query) == found)
    // One to a page they are the same.
    #expect(try await search(query, size: 1) == found)
  }

  @Test("a kind narrows the search; what is not searched, and a query without a word, is refused")
  func requests() async throws {
    #expect(try await search("suon", kinds: [.product]) == ["1 SP-1"])
    #expect(try await search("suon", kinds: [.producer, .product]).count == 3)
    for (query, kinds) in [
      ("", []), ("- !", []), ("x", [RegistryV1.RecordKind.training]), (String(repeating: "a", count: 201), []),
      ("a b c d e f g h i", []),
    ] {
      await #expect(throws: RPCError.self, "\(query)") { try await response(query, kinds: kinds) }
    }
    await #expect(throws: RPCError.self) { try await response("x", size: 101) }
    await #expect(throws: RPCError.self) { try await response("x", token: "ab") }
  }

  @Test("nobody finds what is not theirs, nor a person by a name that is masked for them")
  func scopes() async throws {
    let office = registry.called(by: .office("187@2020-01-01"))
    #expect(try await search("suon", by: office) == ["1 CT-1", "1 SP-1"])
    #expect(try await search("suon", by: registry.called(by: .office("182@2020-01-01"))) == ["1 CT-3"])
    #expect(try await search("suon", by: registry.called(by: .producer("CT-3"))) == ["1 CT-3"])
    let auditor = registry.called(by: .someone(.auditor))
    #expect(try await search("suon", by: auditor) == ["1 CT-3", "1 SP-1"])
    for query in ["tram", "tra", "trma"] { #expect(try await search(query, by: auditor) == []) }
    // What is a household no longer is nobody's name any more, and the reverse.
    _ = try await registry.importing([
      Sample.producer("CT-1", name: "Lạp sườn Bích Trâm"),
      Sample.household("CT-3", name: "HTX Sườn Non", unit: "06154"),
    ])
    #expect(try await search("suon", by: auditor) == ["1 CT-1", "1 SP-1"])
  }

  @Test("a name that changes is found as it is now, and of an erased one no word is left")
  func changes() async throws {
    _ = try await registry.importing([Sample.producer("CT-2", name: "Hợp tác xã hoa Gia Cát")])
    #expect(try await search("rau") == [])
    #expect(try await search("hoa gia cat") == ["1 CT-2"])
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = "CT-1"
    request.operationID = "erase"
    request.ground = .request
    _ = try await registry.client.erasePersonalData(request)
    #expect(try await search("tram") == [])
    let words = try await registry.database.read { transaction in
      try transaction.query("SELECT word FROM search_term") { $0.text(0) }
        + transaction.query("SELECT variant FROM search_variant") { $0.text(0) }
    }
    #expect(!words.contains("tram") && !words.contains("bich") && !words.contains("bic"))
    #expect(words.contains("suon"))
    // An import that is refused, or only checked, leaves no word behind.
    _ = try await registry.importing([Sample.producer("CT-8", name: "Quýt vàng")], dryRun: true)
    #expect(try await search("quyt") == [])
  }

  @Test("names of before the index are taken in step by step, and the answer says when all are")
  func backfill() async throws {
    try await registry.database.write { transaction in
      for table in ["search_word", "search_term", "search_variant"] { try transaction.execute("DELETE FROM \(table)") }
      try transaction.execute("UPDATE search_progress SET after_id = '', is_done = 0")
    }
    #expect(try await response("suon").isComplete == false)
    // One of them changes before its turn comes.
    _ = try await registry.importing([Sample.producer("CT-3", name: "HTX Sườn Già", unit: "06154")])
    while try await registry.service.indexing.step() {}
    #expect(try await search("suon") == ["1 CT-1", "1 CT-3", "1 SP-1"])
    #expect(try await search("gia") == ["1 CT-2", "1 CT-3"])
    #expect(try await response("suon").isComplete)
    let counts = try await registry.database.read { transaction in
      try transaction.query(
        """
        SELECT word FROM search_term AS term WHERE subject_count <> \
        (SELECT count(*) FROM search_word WHERE search_word.word = term.word)
        """
      ) { $0.text(0) }
    }
    #expect(counts == [])
  }

  @Test("random names and queries are found as a plain reading of the rules finds them")
  func random() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let syllables = ["sườn", "sưn", "suon", "lạp", "lap", "trâm", "tram", "tâm", "đồng", "dong", "dông", "mien", "mie"]
    var names: [String: String] = [:]
    for number in 0..<60 {
      let words = (0..<generator.within(1, 3)).map { _ in syllables[generator.below(syllables.count)] }
      names["R-\(number)"] = words.joined(separator: " ")
    }
    _ = try await registry.importing(names.sorted { $0.key < $1.key }.map { Sample.producer($0.key, name: $0.value) })
    for id in ["CT-1", "CT-2", "CT-3"] {
      if case .producer(let producer) = try await registry.get(.producer, id).record { names[id] = producer.name }
    }
    for _ in 0..<60 {
      let words = (0..<generator.within(1, 3)).map { _ in syllables[generator.below(syllables.count)] }
      let query = words.joined(separator: " ")
      let expected = names.compactMap { id, name in Self.match(query, name).map { "\($0) \(id)" } }.sorted()
      #expect(try await search(query, kinds: [.producer], size: 7) == expected, "seed \(seed): \(query)")
    }
  }

  /// How well a name matches a query by the rules as they are told; nil when it does not.
  private static func match(_ query: String, _ name: String) -> Int? {
    var words: [String] = []
    for word in FoldedText(query).words {
      words.removeAll { $0 == word }
      words.append(word)
    }
    let own = FoldedText(name).words
    var worst = 1
    for (index, word) in words.enumerated() {
      if own.contains(word) { continue }
      if index == words.count - 1, own.contains(where: { $0.hasPrefix(word) }) {
        worst = max(worst, 2)
      } else if word.count >= 4, own.contains(where: { TypingError.isWithinOne(word, $0) }) {
        worst = 3
      } else {
        return nil
      }
    }
    return worst
  }
}
