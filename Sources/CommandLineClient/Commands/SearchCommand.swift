import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop search`
struct SearchCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find producers and products by words of their names.",
    discussion: """
      Case and diacritics do not matter, đ is d: "lap suon" finds "Lạp sườn". Every word must be in the name; the last \
      one may be the beginning of a word, and words of 4 letters and more may hold one typing error. The best matches \
      come first.

      Examples:
        ocop search "lap suon"
        ocop search mien dong --kind products
        ocop search htx --limit 100 --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "Words of the name.")
  var words: [String]

  @Option(name: .long, help: ArgumentHelp("Only producers, or only products.", valueName: "kind"))
  var kind: String?

  @Option(name: .long, help: ArgumentHelp("Names at most, 1 to 10000.", valueName: "number"))
  var limit = 50

  /// Names asked for at once.
  private static let pageSize = 100

  func run(in session: Session) async throws {
    guard (1...10_000).contains(limit) else {
      throw CommandFailure(.usage, "--limit \(limit) is not between 1 and 10000")
    }
    guard words.contains(where: { !$0.trimmed.isEmpty }) else {
      throw CommandFailure(.usage, "name a word to look for")
    }
    var request = RegistryV1.SearchRequest()
    request.query = words.joined(separator: " ")
    if let kind {
      let collection = try RecordCollection.named(kind)
      request.kinds = [RegistryV1.RecordKind(rawValue: collection.kindNumber)]
      guard collection.keeper == .registry, ["producer", "product"].contains(collection.singularName) else {
        throw CommandFailure(.usage, "\(collection.pluralName) are not searched; --kind is producers or products")
      }
    }
    var found: [RegistryV1.FoundRecord] = []
    var isComplete = true
    let hasMore = try await session.withGateway(options) { [request] channel in
      let registry = RegistryV1.RegistryClient(channel: channel)
      var request = request
      var page = CommonV1.PageRequest()
      repeat {
        page.pageSize = UInt32(min(Self.pageSize, limit - found.count))
        request.page = page
        let response = try await registry.search(request, options: options.callOptions)
        found += response.found
        isComplete = response.isComplete
        page.pageToken = response.nextPageToken
      } while !page.pageToken.isEmpty && found.count < limit
      return !page.pageToken.isEmpty
    }
    if options.json {
      let document = JSONValue.members(
        ("is_complete", .bool(isComplete)),
        ("has_more", .bool(hasMore)),
        ("found", .array(try found.map { try MessageJSON.value(of: $0) }))
      )
      return try session.output.write(JSONWriter.indented(document))
    }
    try session.output.write(Self.table(found))
    if found.isEmpty { try session.note("no name matches") }
    if hasMore { try session.note("there is more: add a word, or raise --limit \(limit)") }
    if !isComplete { try session.note("the index is still being built: more may be found later") }
  }

  private static func table(_ found: [RegistryV1.FoundRecord]) -> String {
    var table = TextTable([
      TextTable.Column("kind"), TextTable.Column("id"), TextTable.Column("name"), TextTable.Column("match"),
    ])
    for item in found {
      let match = RegistryV1.SearchMatch.descriptor.shortName(of: item.match.rawValue)
      let isMasked = item.record?.maskedFields.contains("name") == true
      switch item.record?.record {
      case .producer(let producer):
        table.append(["producer", producer.producerID, isMasked ? ShownRecord.mark : producer.name, match])
      case .product(let product):
        table.append(["product", product.productID, product.name, match])
      default:
        continue
      }
    }
    return table.rendered()
  }
}
