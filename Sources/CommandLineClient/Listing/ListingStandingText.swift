import ClientKit
import Messages

/// How listings stand, as a table.
enum ListingStandingText {
  /// One line for each listing, with who has to do what below it where somebody has to.
  static func table(_ listings: [ListingV1.ListingStanding]) -> String {
    var table = TextTable([
      TextTable.Column("Đăng bán", "listing"), TextTable.Column("Sản phẩm", "product"),
      TextTable.Column("Sàn", "floor"), TextTable.Column("Đơn vị", "unit"), TextTable.Column("Trạng thái", "state"),
      TextTable.Column("Từ", "since"), TextTable.Column("Thấy", "seen"), TextTable.Column("Lý do", "reason"),
      TextTable.Column("Giá", "price", alignment: .right), TextTable.Column("Ai", "who acts"),
    ])
    for listing in listings {
      table.append([
        listing.productListingID, listing.productID, listing.floorID, listing.unitCode, state(listing),
        shown(listing.since), shown(listing.lastSeenOn), reason(listing.reason),
        listing.priceDong == 0 ? "–" : VietnameseNumber.dong(listing.priceDong), ActorText.text(listing.actor),
      ])
      if !listing.adviceVietnamese.isEmpty {
        table.lines.append(.caption("  → \(listing.adviceVietnamese) · \(listing.adviceEnglish)"))
      }
    }
    return table.rendered()
  }

  /// How many listings are in each state: "live 63, planned 3".
  static func summary(_ listings: [ListingV1.ListingStanding]) -> String {
    let counts = Dictionary(grouping: listings, by: \.state.rawValue).mapValues(\.count)
    let parts = ListingV1.ListingState.allCases.compactMap { state in
      counts[state.rawValue].map { "\(ListingV1.ListingState.descriptor.shortName(of: state.rawValue)) \($0)" }
    }
    return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
  }

  private static func state(_ listing: ListingV1.ListingStanding) -> String {
    let name = ListingV1.ListingState.descriptor.shortName(of: listing.state.rawValue)
    return listing.plannedOn.isEmpty ? name : "\(name) \(listing.plannedOn)"
  }

  private static func reason(_ reason: ListingV1.NotLiveReason) -> String {
    shown(ListingV1.NotLiveReason.descriptor.shortName(of: reason.rawValue))
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "–" : text }
}
