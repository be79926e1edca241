import ClientKit
import Messages

/// Reads every page of a list.
enum PageReader {
  /// Items asked for at once.
  static let pageSize: UInt32 = 500

  /// All items of a list.
  ///
  /// - Parameters:
  ///   - source: Who answers, for the message of a fault: "listing".
  ///   - page: Reads the page that a request asks for; returns its items and the token of the next one.
  /// - Throws: ``CommandFailure`` when the same token comes again; what `page` throws.
  static func all<Item>(
    from source: String,
    _ page: (CommonV1.PageRequest) async throws -> (items: [Item], nextPageToken: String)
  ) async throws -> [Item] {
    var items: [Item] = []
    var request = CommonV1.PageRequest()
    request.pageSize = pageSize
    while true {
      let answer = try await page(request)
      items += answer.items
      if answer.nextPageToken.isEmpty { return items }
      guard answer.nextPageToken != request.pageToken else {
        throw CommandFailure(.failure, "\(source) answers with the same page again and again")
      }
      request.pageToken = answer.nextPageToken
    }
  }
}
