import ClientKit
import Messages
import RPC

/// Finds the listing that a floor means, by the floor's own identifier of it, or by the product's name within a store.
struct ListingFinder: Sendable {
  /// What a floor says of a listing.
  struct Description: Sendable {
    let floorID: String
    let externalID: String
    let productName: String
    let storeName: String
  }

  /// Why none was found.
  struct Fault: Error, Sendable, Hashable {
    let reason: String
    var suggestion = ""
  }

  /// A listing that is known.
  struct Entry: Sendable {
    let identifier: String
    let floorID: String
    let externalID: String
    let productName: String
    let storeName: String
  }

  /// Candidates that are named in a fault.
  private static let candidatesShownMax = 5

  private let byExternalID: [String: [Entry]]
  private let byProduct: [String: [Entry]]

  init(_ entries: [Entry]) {
    byExternalID = Dictionary(grouping: entries.filter { !$0.externalID.isEmpty }) { "\($0.floorID)/\($0.externalID)" }
    byProduct = Dictionary(grouping: entries) { "\($0.floorID)/\(VietnameseText.folded($0.productName))" }
  }

  /// Everything that the caller may see of listings, stores and products.
  ///
  /// - Throws: `RPCError`.
  static func reading(_ reader: RecordReader) async throws -> ListingFinder {
    var stores: [String: (floorID: String, name: String)] = [:]
    for try await store in reader.records(of: try RecordCollection.named("stores")) {
      stores[store.text("store_id")] = (store.text("floor_id"), store.text("name"))
    }
    var products: [String: String] = [:]
    for try await product in reader.records(of: try RecordCollection.named("products")) {
      products[product.text("product_id")] = product.text("name")
    }
    var entries: [Entry] = []
    for try await listing in reader.records(of: try RecordCollection.named("product_listings")) {
      guard let store = stores[listing.text("store_id")] else { continue }
      entries.append(
        Entry(
          identifier: listing.text("product_listing_id"),
          floorID: store.floorID,
          externalID: listing.text("external_id"),
          productName: products[listing.text("product_id")] ?? "",
          storeName: store.name
        )
      )
    }
    return ListingFinder(entries)
  }

  /// The identifier of the listing that is meant. Nothing is guessed: with several candidates there is none.
  func listing(of description: Description) -> Result<String, Fault> {
    if !description.externalID.isEmpty, let found = byExternalID["\(description.floorID)/\(description.externalID)"] {
      return one(of: found, description)
    }
    guard !description.productName.isEmpty else {
      let reason =
        description.externalID.isEmpty
        ? "neither the floor's number of the product nor the product's name is given (fill one of the cells)"
        : "no listing on \(description.floorID) has this external_id "
          + "(write it into the listing, or give the product's name)"
      return .failure(Fault(reason: reason))
    }
    let key = "\(description.floorID)/\(VietnameseText.folded(description.productName))"
    var found = byProduct[key] ?? []
    if !description.storeName.isEmpty {
      let store = VietnameseText.folded(description.storeName)
      found = found.filter { VietnameseText.folded($0.storeName) == store }
    }
    return one(of: found, description)
  }

  private func one(of found: [Entry], _ description: Description) -> Result<String, Fault> {
    if found.count == 1 { return .success(found[0].identifier) }
    if found.isEmpty {
      let names = byProduct.values.flatMap { $0 }.filter { $0.floorID == description.floorID }.map(\.productName)
      let place = description.storeName.isEmpty ? description.floorID : "\(description.floorID) in that store"
      return .failure(
        Fault(
          reason: "no listing on \(place) is of a product called that (list it first, or correct the name)",
          suggestion: names.count > 5_000 ? "" : Suggestion.nearest(to: description.productName, among: names) ?? ""
        )
      )
    }
    let shown = found.prefix(Self.candidatesShownMax).map { "\($0.identifier) (\($0.storeName))" }
    let more = found.count > shown.count ? ", and \(found.count - shown.count) more" : ""
    return .failure(
      Fault(
        reason: "\(found.count) listings could be meant: \(shown.joined(separator: ", "))\(more) "
          + "(write the floor's number into the external_id of each listing)"
      )
    )
  }
}
