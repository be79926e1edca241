import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: the past is told as it was, to those alone who reach the record now, and without what was erased or is not
/// theirs to see. Method: one producer that changes four times.
@Suite("History of a record")
struct HistoryTests {
  private let registry: RegistryUnderTest
  /// Revisions of the producer's changes, oldest first.
  private let revisions: [UInt64]

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    var revisions: [UInt64] = []
    for name in ["Một", "Hai", "Ba", "Bốn"] {
      revisions.append(try await registry.importing([Sample.household("CT-1", name: name)], operationID: name).revision)
      _ = try await registry.importing([Sample.producer("CT-2", name: name)])
    }
    self.revisions = revisions
  }

  private func history(
    _ id: String = "CT-1",
    of registry: RegistryUnderTest? = nil,
    size: UInt32 = 0,
    token: String = ""
  ) async throws -> RegistryV1.ListHistoryResponse {
    var request = RegistryV1.ListHistoryRequest()
    request.kind = .producer
    request.id = id
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    request.page = page
    return try await (registry ?? self.registry).client.listHistory(request)
  }

  private func past(
    _ revision: UInt64,
    of registry: RegistryUnderTest? = nil,
    id: String = "CT-1"
  ) async throws -> RegistryV1.Record {
    var request = RegistryV1.GetRecordRequest()
    request.kind = .producer
    request.id = id
    request.atRevision = revision
    return try await (registry ?? self.registry).client.getRecord(request)
  }

  private func failure(_ body: () async throws -> RegistryV1.Record) async -> RPCError? {
    do {
      _ = try await body()
      return nil
    } catch { return error as? RPCError }
  }

  private func name(_ record: RegistryV1.Record?) -> String? {
    if case .producer(let producer) = record?.record { producer.name } else { nil }
  }

  @Test("every change is told, newest first, with its revision, time and operation, by pages too")
  func changes() async throws {
    let all = try await history()
    #expect(all.versions.map { name($0.record) } == ["Bốn", "Ba", "Hai", "Một"])
    #expect(all.versions.map(\.revision) == revisions.reversed())
    #expect(all.versions.map(\.operationID) == ["Bốn", "Ba", "Hai", "Một"])
    #expect(all.versions.allSatisfy { $0.recordedAtUnixMicroseconds == 1_636_070_400_000_000 && !$0.isErased })
    #expect(all.nextPageToken.isEmpty && !all.isTruncated)
    #expect(all.revision == (try await registry.revision()))
    var names: [String?] = []
    var token = ""
    repeat {
      let page = try await history(size: 1, token: token)
      names += page.versions.map { name($0.record) }
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(names == ["Bốn", "Ba", "Hai", "Một"])
  }

  @Test("a token of another list, or of another record's history, is refused")
  func tokens() async throws {
    let other = try await history("CT-2", size: 1).nextPageToken
    let list = try await registry.list(.producer, size: 1).nextPageToken
    for token in [other, list, "ab"] {
      let error = await failure { try await history(token: token).versions.first?.record ?? RegistryV1.Record() }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test("at a revision the record is what it was: at its own changes, between them, and not before the first")
  func atRevision() async throws {
    for (index, name) in ["Một", "Hai", "Ba", "Bốn"].enumerated() {
      let record = try await past(revisions[index])
      #expect(self.name(record) == name && record.revision == revisions[index])
      #expect(self.name(try await past(revisions[index] + 1)) == name)
    }
    #expect(await failure { try await past(revisions[0] - 1) }?.code == .notFound)
    let head = try await registry.revision()
    #expect(name(try await past(head)) == "Bốn")
    #expect(await failure { try await past(head + 1) }?.code == .outOfRange)
    #expect(await failure { try await past(head, id: "CT-9") }?.code == .notFound)
  }

  @Test("who does not reach the record now is told nothing of its past, and a masked name is masked in it")
  func scopes() async throws {
    let auditor = registry.called(by: .someone(.auditor))
    #expect(try await history(of: auditor).versions.map { name($0.record) } == ["", "", "", ""])
    #expect(try await history(of: auditor).versions.allSatisfy { $0.record?.maskedFields == ["name"] })
    #expect(name(try await past(revisions[1], of: auditor)) == "")
    let own = registry.called(by: .office("187@2020-01-01"))
    #expect(try await history(of: own).versions.count == 4)
    let other = registry.called(by: .office("182@2020-01-01"))
    await #expect(throws: RPCError.self) { try await history(of: other) }
    #expect(await failure { try await past(revisions[1], of: other) }?.code == .notFound)
    // The name was a person's then too, though the record called the producer a cooperative.
    _ = try await registry.importing([Sample.household("CT-2", name: "Bà Tư")])
    #expect(try await history("CT-2", of: auditor).versions.allSatisfy { name($0.record) == "" })
  }

  @Test("what was compacted away is said to be, with the revision from which the log is whole")
  func compaction() async throws {
    let head = try await registry.revision()
    try await registry.database.write { transaction in
      while try ChangeLogCompaction.compact(recordedBefore: .max, in: transaction) > 0 {}
    }
    let all = try await history()
    #expect(all.versions.map { name($0.record) } == ["Bốn"])
    #expect(all.isTruncated)
    let error = await failure { try await past(revisions[1]) }
    #expect(error?.code == .outOfRange)
    #expect(error?.message.contains("\(head)") == true)
    #expect(name(try await past(revisions[3])) == "Bốn")
  }

  @Test("a version that was erased says so and holds nothing")
  func erasure() async throws {
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = "CT-1"
    request.operationID = "erase"
    request.ground = .request
    _ = try await registry.client.erasePersonalData(request)
    let all = try await history()
    #expect(all.versions.map(\.isErased) == [false, true, true, true, true])
    #expect(all.versions.dropFirst().allSatisfy { $0.record == nil })
    let error = await failure { try await past(revisions[1]) }
    #expect(error?.code == .notFound && error?.message.contains("erased") == true)
  }
}
