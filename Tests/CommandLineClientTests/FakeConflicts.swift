import Messages
import RPC
import Services
import Synchronization

/// A queue of conflicts that decides as it is told, without storing any record.
final class FakeConflicts: Sendable {
  /// Revision of records that others have changed since.
  static let staleRevision: UInt64 = 6

  private let conflicts: Mutex<[CommonV1.Conflict]>
  private let lists = Mutex<[CommonV1.ListConflictsRequest]>([])
  private let decisions = Mutex<[CommonV1.ResolveConflictRequest]>([])
  private let error: RPCError?

  /// - Parameters:
  ///   - conflicts: What is in it.
  ///   - error: What lists end with.
  init(_ conflicts: [CommonV1.Conflict] = [], error: RPCError? = nil) {
    self.conflicts = Mutex(conflicts)
    self.error = error
  }

  /// Lists that were asked for.
  var listed: [CommonV1.ListConflictsRequest] { lists.withLock { $0 } }
  /// Decisions that arrived.
  var decided: [CommonV1.ResolveConflictRequest] { decisions.withLock { $0 } }

  /// What an import would say of records with these revisions.
  func queued(_ revisions: [UInt64], isDryRun: Bool) -> [CommonV1.QueuedRecord] {
    revisions.enumerated().filter { $1 == Self.staleRevision }.map { index, _ in
      var queued = CommonV1.QueuedRecord()
      queued.recordIndex = UInt32(index)
      queued.conflictID = isDryRun ? "" : "registry-\(index)"
      return queued
    }
  }

  /// A page of one.
  func list(_ request: CommonV1.ListConflictsRequest) throws -> CommonV1.ListConflictsResponse {
    lists.withLock { $0.append(request) }
    if let error { throw error }
    let all = conflicts.withLock { $0 }.filter { request.states.isEmpty || request.states.contains($0.state) }
    let start = Int(request.page?.pageToken ?? "") ?? 0
    var response = CommonV1.ListConflictsResponse()
    response.conflicts = Array(all.dropFirst(start).prefix(1))
    response.nextPageToken = start + 1 < all.count ? String(start + 1) : ""
    return response
  }

  func get(_ identifier: String) throws -> CommonV1.Conflict {
    guard let found = conflicts.withLock({ $0.first { $0.conflictID == identifier } }) else {
      throw RPCError(.notFound, "there is no conflict with this identifier")
    }
    return found
  }

  func resolve(_ request: CommonV1.ResolveConflictRequest) throws -> CommonV1.ResolveConflictResponse {
    decisions.withLock { $0.append(request) }
    var conflict = try get(request.conflictID)
    guard request.revision == conflict.revision else {
      throw RPCError(.aborted, "the record is at revision \(conflict.revision) now")
    }
    let sides = conflict.fields.map { field in
      request.fields.first { $0.name == field.name }?.take ?? request.take
    }
    conflict.state =
      sides.contains(.mine) ? (sides.contains(.theirs) ? .resolvedMixed : .resolvedMine) : .resolvedTheirs
    replace(conflict)
    var response = CommonV1.ResolveConflictResponse()
    var summary = CommonV1.ImportSummary()
    summary.applied = true
    response.summary = summary
    response.conflict = conflict
    return response
  }

  func withdraw(_ identifier: String) throws -> CommonV1.Conflict {
    var conflict = try get(identifier)
    conflict.state = .withdrawn
    replace(conflict)
    return conflict
  }

  private func replace(_ conflict: CommonV1.Conflict) {
    conflicts.withLock { all in
      for index in all.indices where all[index].conflictID == conflict.conflictID { all[index] = conflict }
    }
  }

  /// An open conflict about the name of a producer; mine has ended it, too.
  static func producer(_ number: Int, theirs: String = "của họ", mine: String = "của ta") -> CommonV1.Conflict {
    func record(_ name: String, ended: String = "") -> [UInt8] {
      var producer = RegistryV1.Producer()
      producer.producerID = "CT-\(number)"
      producer.name = name
      producer.endedOn = ended
      var record = RegistryV1.Record()
      record.record = .producer(producer)
      return record.encodedBytes()
    }
    var conflict = CommonV1.Conflict()
    conflict.conflictID = "registry-\(number)"
    conflict.kind = "producer"
    conflict.recordID = "CT-\(number)"
    conflict.baseRevision = staleRevision
    conflict.revision = 20
    conflict.recordType = RegistryV1.Record.fullName
    conflict.baseRecord = record("gốc")
    conflict.theirRecord = record(theirs)
    conflict.myRecord = record(mine, ended: "2021-10-01")
    var field = CommonV1.ConflictField()
    field.name = "name"
    conflict.fields = [field]
    conflict.mergedFields = ["ended_on"]
    conflict.queuedBy = "office:hoa"
    conflict.queuedAtUnixMicroseconds = 1_636_070_400_000_000
    conflict.operationID = "import-producers-1"
    conflict.state = .open
    return conflict
  }
}
