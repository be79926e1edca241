extension IndicatorCatalogue {
  static let sales: [IndicatorDefinition] = [
    sale(
      .orders,
      9,
      Words("Đơn hàng", "Orders"),
      Words(
        "Đơn hàng hoàn thành trong kỳ; tổng của tháng thay cho các đơn lẻ của tháng đó.",
        "Completed orders of the period; a month's total stands for that month's single orders."
      ),
      exclusions: sold
    ),
    sale(
      .quantity,
      9,
      Words("Sản lượng bán", "Quantity sold"),
      Words(
        "Sản lượng của các đơn hoàn thành, theo từng đơn vị tính, không cộng các đơn vị khác nhau.",
        "Quantity of completed orders, by unit of sale; different units are never added."
      ),
      unit: .quantity,
      exclusions: sold
    ),
    sale(
      .revenue,
      9,
      Words("Doanh thu", "Revenue"),
      Words("Doanh thu của các đơn hoàn thành, đồng.", "Revenue of completed orders, whole đồng."),
      unit: .dong,
      exclusions: sold
    ),
    sale(
      .ordersCancelled,
      9,
      Words("Đơn huỷ", "Cancelled orders"),
      Words("Đơn bị huỷ trong kỳ, tính riêng.", "Cancelled orders of the period, apart from the others.")
    ),
    sale(
      .ordersReturned,
      9,
      Words("Đơn trả lại", "Returned orders"),
      Words("Đơn bị trả lại trong kỳ, tính riêng.", "Returned orders of the period, apart from the others.")
    ),
    sale(
      .revenueGrowth,
      20,
      Words("Tăng trưởng doanh thu", "Growth of revenue"),
      Words(
        "Doanh thu trong kỳ bên cạnh kỳ liền trước có cùng độ dài.",
        "Revenue of the period beside that of the period of equal length just before."
      ),
      unit: .growth,
      exclusions: sold
    ),
  ]

  static let sold: [Reason] = [
    .cancelled, .returned, .notCompleted, .coveredByMonthlyTotal, .monthNotEnded, .duplicateMonthlyTotal, .beforePeriod,
    .afterPeriod,
  ]

  static func sale(
    _ id: IndicatorID,
    _ number: UInt32,
    _ name: Words,
    _ words: Words,
    of denominator: IndicatorID? = nil,
    unit: FigureUnit? = nil,
    exclusions: [Reason] = []
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: number,
      name: name,
      words: words,
      subject: "sale",
      unit: unit ?? (denominator == nil ? .count : .share),
      denominator: denominator,
      isOfPeriod: true,
      // One day beside the day before says nothing, least of all where a month's total is told of its last day.
      dimensions: Dimension.ofProducts.filter { $0 != .day || unit != .growth } + [.floor],
      exclusions: exclusions
    )
  }
}
