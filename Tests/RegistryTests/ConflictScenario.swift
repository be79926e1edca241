import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// A registry in which others have changed a producer since two offices had read it: CT-1, a cooperative in 06463 (of
/// district 187), named "Tên gốc" when it was read and "Tên của họ" now.
struct ConflictScenario {
  static let office = Caller.office("187@2020-01-01")

  let registry: RegistryUnderTest
  /// What an answer to a decision holds.
  struct Decided: Hashable {
    let summary: CommonV1.ImportSummary
    let conflict: CommonV1.Conflict
  }

  /// Revision of CT-1 when it was read.
  let baseRevision: UInt64

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    try #require(try await registry.importing([Sample.producer("CT-1", name: "Tên gốc")]).applied)
    baseRevision = try await registry.get(.producer, "CT-1").revision
    try #require(try await registry.importing([Sample.producer("CT-1", name: "Tên của họ")]).applied)
  }

  /// CT-1 as it was read and changed.
  func mine(name: String = "Tên của tôi", ended: String = "") -> RegistryV1.Record {
    var record = Sample.producer("CT-1", name: name, ended: ended)
    record.revision = baseRevision
    return record
  }

  /// Queues CT-1 for a caller.
  func queue(
    _ record: RegistryV1.Record? = nil,
    by caller: Caller = office,
    operationID: String? = nil
  ) async throws -> String {
    let summary = try await registry.called(by: caller)
      .importing([record ?? mine()], operationID: operationID, queueConflicts: true)
    try #require(summary.applied, "\(summary.violations)")
    return try #require(summary.queued.first?.conflictID)
  }

  /// CT-1 as it is stored.
  func producer() async throws -> RegistryV1.Producer {
    guard case .producer(let producer) = try await registry.get(.producer, "CT-1").record else {
      return RegistryV1.Producer()
    }
    return producer
  }

  func list(
    by caller: Caller = .unrestricted,
    states: [CommonV1.ConflictState] = [],
    unit: String = "",
    kind: String = ""
  ) async throws -> [CommonV1.Conflict] {
    var request = CommonV1.ListConflictsRequest()
    request.states = states
    request.unitCode = unit
    request.kind = kind
    var conflicts: [CommonV1.Conflict] = []
    var page = CommonV1.PageRequest()
    page.pageSize = 1
    repeat {
      request.page = page
      let response = try await registry.called(by: caller).client.listConflicts(request)
      conflicts += response.conflicts
      page.pageToken = response.nextPageToken
    } while !page.pageToken.isEmpty
    return conflicts
  }

  func get(_ id: String, by caller: Caller = .unrestricted) async throws -> CommonV1.Conflict {
    var request = CommonV1.GetConflictRequest()
    request.conflictID = id
    return try await registry.called(by: caller).client.getConflict(request)
  }

  func withdraw(_ id: String, by caller: Caller = .unrestricted) async throws -> CommonV1.Conflict {
    var request = CommonV1.WithdrawConflictRequest()
    request.conflictID = id
    return try await registry.called(by: caller).client.withdrawConflict(request)
  }

  /// Decides a conflict at a revision, the record's own when none is given.
  func resolve(
    _ id: String,
    take: CommonV1.ConflictSide = .unspecified,
    fields: [(String, CommonV1.ConflictSide)] = [],
    at revision: UInt64? = nil,
    operationID: String = "decision",
    by caller: Caller = office
  ) async throws -> Decided {
    var request = CommonV1.ResolveConflictRequest()
    request.operationID = operationID
    request.conflictID = id
    if let revision {
      request.revision = revision
    } else {
      request.revision = try await get(id).revision
    }
    request.take = take
    request.fields = fields.map { name, side in
      var field = CommonV1.ConflictField()
      field.name = name
      field.take = side
      return field
    }
    let response = try await registry.called(by: caller).client.resolveConflict(request)
    return Decided(summary: try #require(response.summary), conflict: try #require(response.conflict))
  }

  /// What a record in a conflict says.
  static func producer(_ bytes: [UInt8]) throws -> RegistryV1.Producer {
    guard case .producer(let producer) = try RegistryV1.Record(decodingBytes: bytes).record else {
      return RegistryV1.Producer()
    }
    return producer
  }

  /// "code reason" of what a call is refused with.
  static func refusal<T>(_ body: () async throws -> T) async -> String {
    do {
      _ = try await body()
      return "none"
    } catch let error as RPCError {
      return ([error.code.description] + error.fieldViolations.map(\.reason)).joined(separator: " ")
    } catch {
      return "\(error)"
    }
  }
}
