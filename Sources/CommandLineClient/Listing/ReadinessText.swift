import ClientKit
import Messages

/// The checklist of a product, floor by floor.
enum ReadinessText {
  static func text(_ readiness: ListingV1.GetReadinessResponse) -> String {
    readiness.floors.map(text).joined(separator: "\n")
  }

  private static func text(_ floor: ListingV1.FloorReadiness) -> String {
    var table = TextTable([
      TextTable.Column("Cần", "what"), TextTable.Column("Bắt buộc", "required"), TextTable.Column("Có", "there"),
      TextTable.Column("Từ", "since"), TextTable.Column("Đến", "to"), TextTable.Column("Ai", "who acts"),
      TextTable.Column("Việc", "what to do"),
    ])
    for item in floor.items {
      table.append([
        ListingV1.ReadinessKind.descriptor.shortName(of: item.what.rawValue), item.required ? "có · yes" : "không · no",
        item.satisfied ? "có · yes" : "chưa · no", shown(item.since), shown(item.expiresOn),
        ActorText.text(item.actor), advice(item),
      ])
    }
    for listing in floor.listings {
      let state = ListingV1.ListingState.descriptor.shortName(of: listing.state.rawValue)
      let since = listing.since.isEmpty ? "" : " từ · since \(listing.since)"
      table.lines.append(.caption("Đăng bán · listing \(listing.productListingID): \(state)\(since)"))
    }
    let verdict = floor.ready ? "sẵn sàng · ready" : "chưa sẵn sàng · not ready"
    return "\(floor.floorName) (\(floor.floorID)): \(verdict)".printable + "\n" + table.rendered()
  }

  private static func advice(_ item: ListingV1.ReadinessItem) -> String {
    guard !item.satisfied else { return "" }
    let opens = item.opensOn.isEmpty ? "" : " (mở · opens \(item.opensOn))"
    return "\(item.adviceVietnamese) · \(item.adviceEnglish)\(opens)"
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "–" : text }
}
