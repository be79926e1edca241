extension IndicatorCatalogue {
  static let stores: [IndicatorDefinition] = [
    store(
      .storesOpen,
      10,
      Words("Cửa hàng đang mở", "Open stores"),
      Words("Cửa hàng số đang mở vào ngày báo cáo.", "Digital stores that are open on the day.")
    ),
    store(
      .leadingStores,
      10,
      Words("Cửa hàng đầu tàu", "Leading stores"),
      Words(
        "Cửa hàng đang mở đạt quy tắc đầu tàu có hiệu lực vào ngày báo cáo.",
        "Open stores that reach the rule for leading stores in force on the day."
      ),
      of: .storesOpen,
      exclusions: [.noRuleInForce, .belowRule]
    ),
    store(
      .superLeadingStores,
      10,
      Words("Cửa hàng siêu đầu tàu", "Super-leading stores"),
      Words(
        "Cửa hàng đang mở đạt quy tắc siêu đầu tàu có hiệu lực vào ngày báo cáo.",
        "Open stores that reach the rule for super-leading stores in force on the day."
      ),
      of: .storesOpen,
      exclusions: [.noRuleInForce, .belowRule]
    ),
    store(
      .storesSellingInSeason,
      11,
      Words("Cửa hàng có hàng vào vụ", "Stores with a product in season"),
      Words(
        "Cửa hàng đang mở có ít nhất một sản phẩm đang bán và đang vào vụ.",
        "Open stores with a listed product that is in season."
      ),
      exclusions: [.nothingInSeason]
    ),
    store(
      .storesSilent,
      11,
      Words("Cửa hàng im lặng", "Silent stores"),
      Words(
        "Cửa hàng có hàng vào vụ nhưng không bán được đơn nào trong số ngày đã chọn.",
        "Stores with a product in season that have sold nothing for the given number of days."
      ),
      of: .storesSellingInSeason,
      exclusions: [.nothingInSeason, .sold, .sellingTooShortly]
    ),
  ]

  static let quality: [IndicatorDefinition] = [
    IndicatorDefinition(
      id: .listingsLive,
      number: 22,
      name: Words("Mục đang bán", "Live listings"),
      words: Words(
        "Mục đăng bán đã thấy trên sàn, chưa gỡ, cửa hàng còn mở.",
        "Listings that were seen live, not taken off, in an open store."
      ),
      subject: "listing",
      dimensions: Dimension.ofProducts + [.floor],
      exclusions: notListed
    ),
    IndicatorDefinition(
      id: .listingsUnverified,
      number: 22,
      name: Words("Mục lâu chưa kiểm tra", "Unverified listings"),
      words: Words(
        "Mục đang bán mà lần thấy gần nhất đã quá số ngày của sàn.",
        "Live listings that nobody has seen for more days than the floor allows."
      ),
      subject: "listing",
      unit: .share,
      denominator: .listingsLive,
      dimensions: Dimension.ofProducts + [.floor],
      exclusions: notListed + [.verified]
    ),
    evidence(.ordersEvidenced, Words("Đơn có chứng cứ của sàn", "Orders from a floor's export")),
    evidence(.ordersDeclared, Words("Đơn theo khai báo", "Orders the producer declared")),
    evidence(.ordersEstimated, Words("Đơn ước tính", "Orders that were estimated")),
    store(
      .storesReportingLate,
      22,
      Words("Cửa hàng chậm báo cáo", "Stores reporting late"),
      Words(
        "Cửa hàng có hàng trên sàn suốt tháng trước mà chưa có số liệu bán hàng nào của tháng đó.",
        "Stores listed all of the month before of which no sales of that month are on record."
      ),
      of: .storesOpen,
      exclusions: [.notListedAllMonth, .reported]
    ),
    IndicatorDefinition(
      id: .salesOutliers,
      number: 22,
      name: Words("Tháng bán bất thường", "Outlying months of sales"),
      words: Words(
        "Tháng có doanh thu lệch xa các tháng khác của mục (z vững trên lôgarit vượt 3,5); chỉ đánh dấu, không loại.",
        "Months of a listing whose revenue is out of line (robust z-score of its logarithm above 3.5); never dropped."
      ),
      subject: "listing_month",
      isOfPeriod: true,
      dimensions: Dimension.ofProducts + [.floor],
      exclusions: [.noOutlier, .tooFewMonths]
    ),
  ]

  private static func evidence(_ id: IndicatorID, _ name: Words) -> IndicatorDefinition {
    sale(
      id,
      22,
      name,
      Words(
        "Trong số đơn hoàn thành của kỳ, theo nguồn số liệu.",
        "Of the period's completed orders, by their source."
      ),
      of: .orders,
      exclusions: sold + [.otherEvidence]
    )
  }

  private static func store(
    _ id: IndicatorID,
    _ number: UInt32,
    _ name: Words,
    _ words: Words,
    of denominator: IndicatorID? = nil,
    exclusions: [Reason] = []
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: number,
      name: name,
      words: words,
      subject: "store",
      unit: denominator == nil ? .count : .share,
      denominator: denominator,
      dimensions: Dimension.ofProducers + [.floor],
      exclusions: [.storeClosed, .afterAsOf] + exclusions
    )
  }
}
