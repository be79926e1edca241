import ClientKit
import Messages

/// Stores beside the rule for leading ones, as a table.
enum LeadingStoreText {
  /// The rule, in one line.
  static func rule(_ answer: ListingV1.ListLeadingStoresResponse) -> String {
    guard let rule = answer.rule else { return "" }
    var minimums: [String] = []
    if rule.ordersMin > 0 { minimums.append("\(VietnameseNumber.grouped(rule.ordersMin)) đơn · orders") }
    if rule.revenueDongMin > 0 { minimums.append(VietnameseNumber.dong(rule.revenueDongMin)) }
    if rule.quantityThousandthsMin > 0 {
      minimums.append("\(VietnameseNumber.quantity(thousandths: rule.quantityThousandthsMin)) \(rule.quantityUnit)")
    }
    if rule.monthsWithSalesMin > 0 { minimums.append("\(rule.monthsWithSalesMin) tháng · months with sales") }
    let level = ListingV1.LeadingLevel.descriptor.shortName(of: rule.level.rawValue)
    return "\(rule.leadingRuleID) (\(level)): \(rule.decision)\n"
      + "\(answer.firstMonth) – \(answer.lastMonth): \(minimums.joined(separator: ", "))"
  }

  static func table(_ stores: [ListingV1.LeadingStore]) -> String {
    var table = TextTable([
      TextTable.Column("Cửa hàng", "store"), TextTable.Column("Tên", "name"), TextTable.Column("Sàn", "floor"),
      TextTable.Column("Đơn vị", "unit"), TextTable.Column("Đơn", "orders", alignment: .right),
      TextTable.Column("Doanh thu", "revenue", alignment: .right),
      TextTable.Column("Sản lượng", "quantity", alignment: .right),
      TextTable.Column("Tháng bán", "months", alignment: .right), TextTable.Column("Đạt", "reached"),
      TextTable.Column("Còn thiếu", "missing"),
    ])
    for store in stores {
      table.append([
        store.storeID, store.name, store.floorID, store.unitCode, VietnameseNumber.grouped(store.orderCount),
        VietnameseNumber.dong(store.revenueDong), quantities(store), String(store.monthsWithSales),
        store.reached ? "đạt · yes" : "chưa · no", missing(store),
      ])
    }
    return table.rendered()
  }

  private static func quantities(_ store: ListingV1.LeadingStore) -> String {
    store.quantities.map { "\(VietnameseNumber.quantity(thousandths: $0.quantityThousandths)) \($0.unitOfSale)" }
      .joined(separator: "; ")
  }

  private static func missing(_ store: ListingV1.LeadingStore) -> String {
    var parts: [String] = []
    if store.ordersMissing > 0 { parts.append("\(VietnameseNumber.grouped(store.ordersMissing)) đơn · orders") }
    if store.revenueDongMissing > 0 { parts.append(VietnameseNumber.dong(store.revenueDongMissing)) }
    if store.quantityThousandthsMissing > 0 {
      parts.append("sản lượng · quantity \(VietnameseNumber.quantity(thousandths: store.quantityThousandthsMissing))")
    }
    if store.monthsWithSalesMissing > 0 { parts.append("\(store.monthsWithSalesMissing) tháng · months") }
    return parts.joined(separator: ", ")
  }
}
