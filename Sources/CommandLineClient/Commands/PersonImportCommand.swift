import ArgumentParser
import ClientKit
import Foundation
import Messages
import RPC
import Services

/// `ocop person import`
struct PersonImportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Store the contacts of a CSV file.",
    discussion: """
      The file's first row is \(ContactFile.columnNames.joined(separator: ",")). Each contact replaces what is stored \
      of its producer; a producer that is not in the file keeps its contact. Of every 500 rows all are stored or none.

      Example:
        ocop person import contacts.csv
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The file.")
  var file: String

  /// Contacts that one call takes.
  private static let batchSize = 500

  func run(in session: Session) async throws {
    let contacts = try ContactFile(reading: file)
    let operation = "contacts-\(UUID().uuidString.lowercased())"
    var counts: (created: UInt32, updated: UInt32, unchanged: UInt32) = (0, 0, 0)
    try await session.withGateway(options) { channel in
      let client = RegistryV1.RegistryClient(channel: channel)
      for start in stride(from: 0, to: contacts.rows.count, by: Self.batchSize) {
        let rows = contacts.rows[start..<min(start + Self.batchSize, contacts.rows.count)]
        var request = RegistryV1.PutContactsRequest()
        request.operationID = "\(operation)-\(start)"
        request.contacts = rows.map(\.contact)
        let response = try await client.putContacts(request, options: options.callOptions)
        guard response.applied else { throw Self.failure(response, rows, file: file, storedCount: start) }
        counts.created += response.created
        counts.updated += response.updated
        counts.unchanged += response.unchanged
      }
    }
    let kinds = "\(counts.created) new, \(counts.updated) changed, \(counts.unchanged) unchanged"
    try session.output.write("\(contacts.rows.count) contacts: \(kinds)\n")
  }

  private static func failure(
    _ response: RegistryV1.PutContactsResponse,
    _ rows: ArraySlice<ContactFile.Row>,
    file: String,
    storedCount: Int
  ) -> CommandFailure {
    let lines = response.violations.map { violation in
      let index = rows.startIndex + Int(violation.recordIndex)
      let place = rows.indices.contains(index) ? "\(file):\(rows[index].line)" : file
      return "\(place): \(violation.field): \(violation.description)"
    }
    let stored = storedCount == 0 ? "nothing is stored" : "the first \(storedCount) contacts are stored, the others not"
    return CommandFailure(.refused, (lines + [stored]).joined(separator: "\n"))
  }
}
