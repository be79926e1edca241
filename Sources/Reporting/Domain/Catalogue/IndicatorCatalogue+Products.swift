extension IndicatorCatalogue {
  static let products: [IndicatorDefinition] = [
    product(
      .productsRecognised,
      5,
      Words("Sản phẩm được công nhận", "Recognised products"),
      Words(
        "Sản phẩm có công nhận mới nhất còn hiệu lực vào ngày báo cáo.",
        "Products whose newest recognition is valid on the day."
      ),
      exclusions: recognised
    ),
    product(
      .productsListedAnyFloor,
      5,
      Words("Có trên sàn", "Listed on any floor"),
      Words(
        "Sản phẩm được công nhận, đã thấy bán trên ít nhất một sàn, cửa hàng còn mở; hai sàn vẫn là một sản phẩm.",
        "Recognised products that somebody saw live on some floor, in an open store; on two floors it is one product."
      ),
      of: .productsRecognised,
      more: [.floor],
      exclusions: recognised + notListed
    ),
    product(
      .productsListedEveryFloor,
      5,
      Words("Có trên mọi sàn", "Listed on every floor"),
      Words(
        "Sản phẩm được công nhận, đang bán trên tất cả các sàn.",
        "Recognised products that are listed on every floor there is."
      ),
      of: .productsRecognised,
      exclusions: recognised + notListed + [.listedOnOneFloorOnly, .notOnEveryFloor]
    ),
    product(
      .productsRecognisedInSeason,
      5,
      Words("Được công nhận và đang vào vụ", "Recognised and in season"),
      Words(
        "Sản phẩm được công nhận đang vào vụ, hoặc trái vụ nhưng vẫn đang bán trên sàn.",
        "Recognised products that are in season, or listed although they are not."
      ),
      exclusions: recognised + [.outOfSeason]
    ),
    product(
      .productsListedInSeason,
      5,
      Words("Có trên sàn, tính trên sản phẩm vào vụ", "Listed, of those in season"),
      Words(
        "Sản phẩm được công nhận đang bán trên sàn, so với số đang vào vụ.",
        "Recognised products listed on some floor, out of those in season."
      ),
      of: .productsRecognisedInSeason,
      more: [.floor],
      exclusions: recognised + notListed
    ),
    product(
      .productsOutOfSeason,
      5,
      Words("Trái vụ", "Out of season"),
      Words(
        "Sản phẩm được công nhận, chưa lên sàn vì đang trái vụ: không phải là chậm.",
        "Recognised products that are listed nowhere because it is not their season: they are not late."
      ),
      of: .productsRecognised,
      exclusions: recognised + [.notOutOfSeason]
    ),
    product(
      .productsNeverListed,
      7,
      Words("Chưa từng lên sàn", "Never listed"),
      Words(
        "Sản phẩm được công nhận mà chưa ai thấy bán trên sàn nào; kèm lý do và bên phải xử lý.",
        "Recognised products that nobody has ever seen live on any floor; with the reason."
      ),
      of: .productsRecognised,
      more: [.detail],
      exclusions: recognised + [.listedBefore],
      detail: Words("Lý do chưa lên sàn", "why it is not listed")
    ),
    product(
      .daysRecognitionToListing,
      8,
      Words("Số ngày từ công nhận đến lên sàn", "Days from recognition to first listing"),
      Words(
        "Số ngày từ công nhận đầu tiên đến ngày đầu tiên thấy bán trên sàn; thấy trước khi công nhận là 0.",
        "Days from the first recognition to the first day seen live; 0 when it was seen before."
      ),
      unit: .days,
      exclusions: recognised + [.neverSeenLive]
    ),
    product(
      .productsInSeason,
      12,
      Words("Đang vào vụ", "In season"),
      Words(
        "Sản phẩm được công nhận đang vào vụ; theo tháng là lịch mùa vụ trong năm.",
        "Recognised products in season on the day; by season month it is the calendar of the year."
      ),
      of: .productsRecognised,
      more: [.seasonMonth],
      exclusions: recognised + [.outOfSeason]
    ),
  ]

  static func product(
    _ id: IndicatorID,
    _ number: UInt32,
    _ name: Words,
    _ words: Words,
    of denominator: IndicatorID? = nil,
    unit: FigureUnit? = nil,
    more: [Dimension] = [],
    exclusions: [Reason],
    detail: Words? = nil
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: number,
      name: name,
      words: words,
      subject: "product",
      unit: unit ?? (denominator == nil ? .count : .share),
      denominator: denominator,
      dimensions: Dimension.ofProducts + more,
      exclusions: exclusions,
      detail: detail
    )
  }
}
