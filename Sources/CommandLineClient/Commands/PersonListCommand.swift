import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop person list`
struct PersonListCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the contacts that you have a right to.",
    discussion: """
      Example:
        ocop person list
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run(in session: Session) async throws {
    let contacts = try await session.withGateway(options) { channel in
      let client = RegistryV1.RegistryClient(channel: channel)
      var contacts: [RegistryV1.Contact] = []
      var request = RegistryV1.ListContactsRequest()
      var page = CommonV1.PageRequest()
      page.pageSize = 500
      repeat {
        request.page = page
        let response = try await client.listContacts(request, options: options.callOptions)
        contacts += response.contacts
        guard response.nextPageToken != page.pageToken || page.pageToken.isEmpty else {
          throw CommandFailure(.failure, "the registry answers with the same page again and again")
        }
        page.pageToken = response.nextPageToken
      } while !page.pageToken.isEmpty
      return contacts
    }
    if options.json {
      let values = try contacts.map { try MessageJSON.value(of: $0) }
      try session.output.write(JSONWriter.indented(.members(("contacts", .array(values)))))
    } else {
      try session.output.write(ContactText.table(contacts))
      try session.note("\(contacts.count) contacts")
    }
  }
}
