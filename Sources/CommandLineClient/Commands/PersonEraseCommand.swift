import ArgumentParser
import ClientKit
import Foundation
import Messages
import RPC
import Services

/// `ocop person erase`
struct PersonEraseCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase what is kept about the person behind a producer. It does not come back.",
    discussion: """
      The contact goes, and a household's name becomes a pseudonym, in the change log and in every copy too. \
      Products, recognitions and sales stay, under the pseudonym. Backups hold all of it until they are rotated \
      (deploy/RUNBOOK.md).

      Grounds: \(grounds.map(\.0).joined(separator: ", ")).

      Example:
        ocop person erase CT-01 --ground request --yes
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The producer's identifier.")
  var producer: String

  @Option(name: .long, help: "Why; see above.")
  var ground: String

  @Option(name: .long, help: ArgumentHelp("Names the erasure, so that it can be repeated safely.", valueName: "id"))
  var operation: String?

  @Flag(name: .long, help: "Yes, erase it.")
  var yes = false

  private static let grounds: [(String, RegistryV1.ErasureGround)] = [
    ("request", .request), ("consent-withdrawn", .consentWithdrawn), ("purpose-fulfilled", .purposeFulfilled),
    ("unlawful", .unlawful), ("order", .order),
  ]

  func run(in session: Session) async throws {
    guard let ground = Self.grounds.first(where: { $0.0 == ground })?.1 else {
      throw CommandFailure(.usage, "--ground \(ground) is none of \(Self.grounds.map(\.0).joined(separator: ", "))")
    }
    guard yes else {
      throw CommandFailure(.usage, "what is erased does not come back: say --yes to erase \(producer)")
    }
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = producer
    request.ground = ground
    request.operationID = operation ?? "erase-\(producer)-\(UUID().uuidString.lowercased())"
    let erasure = try await session.withGateway(options) { [request] channel in
      try await RegistryV1.RegistryClient(channel: channel).erasePersonalData(request, options: options.callOptions)
    }
    if options.json {
      return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: erasure)))
    }
    let contact = erasure.contactErased ? "its contact is erased" : "it had no contact"
    let name =
      erasure.pseudonym.isEmpty ? "its name is no person's and stays" : "its name is \"\(erasure.pseudonym)\" now"
    try session.output.write(
      "\(producer): \(contact); \(name); \(erasure.erasedEventCount) events of the change log were erased\n"
    )
  }
}
