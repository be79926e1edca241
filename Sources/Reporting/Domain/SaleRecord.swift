import DomainPrimitives

/// A sale as it was reported: single orders of a listing, or a listing's total of a month.
///
/// One order is a record of its own when a figure is explained. To count, storage hands over one record for many
/// orders of the same listing, month and state: the same rule decides both.
struct SaleRecord: Hashable, Sendable {
  /// What the record stands for.
  enum Content: Hashable, Sendable {
    /// Orders of one state, none before `first`, none after `last`; all of them before, within or after the period
    /// that is counted.
    case orders(state: OrderState, first: CivilDate, last: CivilDate)
    /// The month's total: completed orders are in `orderCount`, the others here.
    case monthlyTotal(cancelledCount: UInt64, returnedCount: UInt64)
  }

  /// Identifier of the order or of the monthly total; empty for many orders in one record.
  let id: String
  let listingID: String
  let month: CivilMonth
  let content: Content
  /// Orders it stands for; of a monthly total the completed ones.
  let orderCount: UInt64
  /// Thousandths of the product's unit of sale.
  let quantityThousandths: Int64
  /// Whole đồng.
  let revenueDong: Int64
  var evidence = EvidenceGrade.unknown

  /// The month of the listing that a monthly total stands for.
  var listingMonth: ListingMonth { ListingMonth(listingID: listingID, month: month) }

  /// The order that it is; nil for a total, and for many orders in one record.
  var line: OrderLine? {
    guard case .orders(let state, let day, let last) = content, day == last, orderCount == 1 else { return nil }
    return OrderLine(
      day: day,
      state: state,
      evidence: evidence,
      quantityThousandths: quantityThousandths,
      revenueDong: revenueDong
    )
  }
}
