import ClientKit
import Foundation
import Messages
import RPC
import Services

/// Reads a duplicate and its survivor, and has the registry merge them.
struct ProducerMerger: Sendable {
  let channel: any Channel
  let options: CallOptions

  /// Both producers as the registry shows them.
  ///
  /// - Parameter survivor: Nil to undo a merge; then what the duplicate is merged into is read, if that is there.
  /// - Throws: ``CommandFailure`` when one is not there.
  func pair(duplicate: String, survivor: String?) async throws -> ProducerPair {
    guard let record = try await producer(duplicate) else { throw Self.missing(duplicate) }
    guard case .producer(let contents) = record.record else {
      throw CommandFailure(.failure, "the registry answered with a record of another kind")
    }
    if let survivor {
      guard let other = try await producer(survivor) else { throw Self.missing(survivor) }
      return ProducerPair(duplicate: record, survivor: other, mergedInto: survivor)
    }
    let other = contents.mergedIntoProducerID
    return ProducerPair(
      duplicate: record,
      survivor: other.isEmpty ? nil : try await producer(other),
      mergedInto: ""
    )
  }

  /// What the registry says to the merge, or to its undoing. With violations nothing is stored.
  ///
  /// - Parameter operationID: Nil for one of its own.
  func merge(_ pair: ProducerPair, operationID: String?, isDryRun: Bool) async throws -> CommonV1.ImportSummary {
    var request = RegistryV1.ImportRecordsRequest()
    request.operationID = operationID ?? "merge-\(pair.duplicateID)-\(UUID().uuidString.lowercased())"
    request.dryRun = isDryRun
    request.records = [pair.change]
    return try await RegistryV1.RegistryClient(channel: channel).importRecords(request, options: options)
  }

  private func producer(_ identifier: String) async throws -> RegistryV1.Record? {
    var request = RegistryV1.GetRecordRequest()
    request.kind = .producer
    request.id = identifier
    do throws(RPCError) {
      return try await RegistryV1.RegistryClient(channel: channel).getRecord(request, options: options)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  private static func missing(_ identifier: String) -> CommandFailure {
    CommandFailure(
      .refused,
      "there is no producer \"\(identifier)\" in the registry. \"ocop list producers\" shows all."
    )
  }
}
