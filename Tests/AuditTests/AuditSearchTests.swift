import Feed
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Audit

/// Goal: a search finds what it is asked for, all of it and nothing else, page by page. Method: entries whose every
/// field is known.
@Suite(.timeLimit(.minutes(1))) struct AuditSearchTests {
  private let database: any Database

  init() throws {
    database = try StorageUnderTest.temporary(migrations: auditedSchema)
  }

  /// The actions of the entries that a request finds, over all pages.
  private func found(
    newestRevision: UInt64 = 0,
    pageSize: UInt32 = 0,
    _ change: (inout AuditV1.SearchAuditRequest) -> Void = { _ in }
  ) async throws -> [String] {
    let reader = AuditReader(database: database, service: "ocop.registry.v1.Registry") { _, _ in newestRevision }
    var request = AuditV1.SearchAuditRequest()
    change(&request)
    var page = CommonV1.PageRequest()
    page.pageSize = pageSize
    var actions: [String] = []
    repeat {
      request.page = page
      let response = try await reader.search(request)
      if pageSize > 0 { #expect(response.entries.count <= Int(pageSize)) }
      actions += response.entries.map(\.action)
      page.pageToken = response.nextPageToken
    } while !page.pageToken.isEmpty
    return actions
  }

  @Test("each field narrows the search, alone and together with others")
  func fields() async throws {
    try await database.note("a", records: ["contact/1"], operationID: "x", at: 10)
    try await database.note("b", records: ["contact/1", "contact/2"], by: "lan", at: 20)
    try await database.note("c", by: "lan", operationID: "y", at: 30)
    #expect(try await found() == ["a", "b", "c"])
    #expect(try await found { $0.sinceUnixMicroseconds = 20 } == ["b", "c"])
    #expect(try await found { $0.untilUnixMicroseconds = 20 } == ["a"])
    #expect(try await found { $0.subject = "lan" } == ["b", "c"])
    #expect(try await found { $0.role = "office" } == ["a", "b", "c"])
    #expect(try await found { $0.role = "province" } == [])
    #expect(try await found { $0.operationID = "y" } == ["c"])
    #expect(try await found { $0.method = "GetContact" } == ["a", "b", "c"])
    #expect(try await found { $0.method = "ocop.registry.v1.Registry/GetContact" }.count == 3)
    #expect(try await found { $0.method = "PutContacts" } == [])
    #expect(try await found { $0.outcome = "PERMISSION_DENIED" } == [])
    #expect(try await found { $0.record = "contact/1" } == ["a", "b"])
    #expect(try await found { $0.record = "contact/3" } == [])
    let both = try await found {
      $0.record = "contact/1"
      $0.subject = "lan"
    }
    #expect(both == ["b"])
  }

  @Test("pages of any size hold every entry once, in order")
  func pages() async throws {
    for number in 1...23 { try await database.note("\(number)", records: ["contact/1"]) }
    let all = (1...23).map { "\($0)" }
    for size: UInt32 in [1, 5, 22, 23, 24] {
      #expect(try await found(pageSize: size) == all)
      #expect(try await found(pageSize: size) { $0.record = "contact/1" } == all)
    }
  }

  @Test("a record is also found by the operations that made its events in the change log")
  func recordByEvents() async throws {
    // Events 1 and 4 are of the record; 2 and 3 of others.
    for (subject, previous) in [("producer/1", 0), ("producer/2", 0), ("producer/3", 0), ("producer/1", 1)] {
      try await database.write { transaction in
        _ = try ChangeLog.append(
          CommonV1.Bookmark(),
          subject: subject,
          previousRevision: UInt64(previous),
          operationID: "x",
          at: 1,
          in: transaction
        )
      }
    }
    try await database.note("import 1 to 2", revisions: 1...2)
    try await database.note("import 3", revisions: 3...3)
    try await database.note("unchanged")
    try await database.note("import 4", revisions: 4...4)
    #expect(try await found(newestRevision: 4) { $0.record = "producer/1" } == ["import 1 to 2", "import 4"])
  }

  @Test("a page that is too large, and a token that is none, are refused")
  func refusals() async throws {
    let reader = AuditReader(database: database, service: "s") { _, _ in 0 }
    func code(_ size: UInt32, _ token: String) async throws -> StatusCode? {
      var request = AuditV1.SearchAuditRequest()
      var page = CommonV1.PageRequest()
      page.pageSize = size
      page.pageToken = token
      request.page = page
      return await #expect(throws: RPCError.self) { try await reader.search(request) }?.code
    }
    #expect(try await code(1_001, "") == .invalidArgument)
    #expect(try await code(1, "x") == .invalidArgument)
    #expect(try await code(1, "-1") == .invalidArgument)
    #expect(try await code(1, "18446744073709551615") == .invalidArgument)
  }
}
