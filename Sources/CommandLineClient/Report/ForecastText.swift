import ClientKit
import Messages

/// Forecasts as text: a table for terminals of some 140 columns, with notes below its rows.
struct ForecastText {
  private static let labelWidthMax = 36

  private let answer: ReportingV1.GetForecastResponse

  init(_ answer: ReportingV1.GetForecastResponse) {
    self.answer = answer
  }

  /// The whole answer.
  func rendered() -> String {
    let heading =
      "Dự báo bán hàng sau tháng \(month(answer.lastMonth)) (tính đến \(answer.asOf)), "
      + "bản đồ hành chính \(GeographyArgument.text(answer.edition))\n"
      + "Sales forecast after \(month(answer.lastMonth)) (as of \(answer.asOf)), "
      + "administrative map of \(GeographyArgument.text(answer.edition))\n"
    let sources = "Nguồn số liệu · sources\n\n" + WatermarkText.table(answer.watermarks)
    guard !answer.rows.isEmpty else {
      return [heading, "Không có sản phẩm nào đăng bán · nothing is offered\n", sources].joined(separator: "\n")
    }
    var parts = [heading, table()]
    if answer.rowsLeftOut > 0 {
      let count = VietnameseNumber.grouped(answer.rowsLeftOut)
      parts.append("Còn \(count) dòng không hiện ở đây · \(count) more rows are not shown\n")
    }
    if answer.rows.contains(where: { $0.points.contains(where: \.hasInterval) }) {
      parts.append(
        "Trong ngoặc: cứ 10 dự báo thì khoảng 8 rơi vào đây, theo sai số đã gặp\n"
          + "In brackets: of ten such forecasts about eight come true in there, as past errors tell\n"
      )
    }
    return (parts + [sources]).joined(separator: "\n")
  }

  /// The months ahead: those of any row that has some.
  private var months: [String] {
    answer.rows.first { !$0.points.isEmpty }?.points.map(\.month) ?? []
  }

  private func table() -> String {
    var table = TextTable(
      [
        TextTable.Column(heading.vietnamese, heading.english), TextTable.Column("ĐVT", "sold by"),
        TextTable.Column("Tháng \(month(answer.lastMonth))", "sold", alignment: .right),
      ] + months.map { TextTable.Column("Tháng \(month($0))", "forecast", alignment: .right) }
        + [TextTable.Column("Doanh thu", "revenue", alignment: .right)]
    )
    for row in answer.rows {
      table.append(
        [label(row), row.unitOfSale, row.history.last.map { text($0.quantityThousandths) } ?? "–"]
          + months.map { month in row.points.first { $0.month == month }.map(text) ?? "–" } + [revenue(row)]
      )
      table.lines += notes(row).map { .caption("  → " + $0) }
    }
    return table.rendered()
  }

  private var heading: (vietnamese: String, english: String) {
    switch answer.rows.first?.keys.first?.dimension {
    case .product: ("Sản phẩm", "product")
    case .floor: ("Sàn", "floor")
    case .unit: ("Đơn vị", "unit")
    case .province: ("Tỉnh", "province")
    default: ("Phạm vi", "scope")
    }
  }

  private func label(_ row: ReportingV1.ForecastRow) -> String {
    guard let key = row.keys.first else { return "Tất cả · everything" }
    if key.value.isEmpty { return "Chưa xác định · undetermined" }
    return (key.label.isEmpty ? key.value : "\(key.value) \(key.label)").shortened(to: Self.labelWidthMax)
  }

  /// What stands below a row, in its order: why nothing is forecast, how it was made and how good that was, what the
  /// producer expects.
  private func notes(_ row: ReportingV1.ForecastRow) -> [String] {
    var notes: [String] = []
    if !row.refusalWordsVietnamese.isEmpty {
      notes.append("\(row.refusalWordsVietnamese) · \(row.refusalWordsEnglish)")
    } else if row.refusedCount > 0 {
      notes.append(
        "\(row.refusedCount)/\(row.seriesCount) chuỗi (sản phẩm trên sàn) chưa dự báo được · "
          + "\(row.refusedCount) of \(row.seriesCount) series (products on floors) could not be forecast"
      )
    }
    if row.method != .unspecified { notes += methods(row) }
    notes += row.expectations.map { expected in
      let range = [expected.quantityThousandthsMin, expected.quantityThousandthsMax].map(text)
      let quantity = range[0] == range[1] ? range[0] : range.joined(separator: " – ")
      return "chủ thể kỳ vọng · the producer expects, tháng \(month(expected.month)): \(quantity) \(row.unitOfSale) "
        + "(\(expected.statedOn))"
    }
    return notes
  }

  /// The method with its errors, and below it seasonal naive's where it is another.
  private func methods(_ row: ReportingV1.ForecastRow) -> [String] {
    var own = "phương pháp · method: \(name(row.method))"
    if let accuracy = row.accuracies.first(where: { $0.method == row.method }) { own += "; \(errors(accuracy))" }
    if row.isBaselineBest { own += "; chưa cách nào hơn · nothing did better" }
    let others = row.accuracies.filter { $0.method != row.method }
      .map { "so với · compared with: \(name($0.method)); \(errors($0))" }
    return [own] + others
  }

  private func errors(_ accuracy: ReportingV1.ForecastAccuracy) -> String {
    "MASE \(ratio(accuracy.maseMillionths)), RMSSE \(ratio(accuracy.rmsseMillionths)), "
      + "lệch · bias \(ratio(accuracy.biasMillionths)) (\(accuracy.comparisonCount) lần · times)"
  }

  private func name(_ method: ReportingV1.ForecastMethod) -> String {
    switch method {
    case .seasonalNaive: "cùng tháng năm trước · seasonal naive"
    case .inSeasonMean: "trung bình trong vụ · in-season mean"
    case .exponentialSmoothing: "san bằng mũ · exponential smoothing"
    case .crostonSba: "bán thưa, Croston SBA"
    case .crostonTsb: "bán thưa, Croston TSB"
    default: "?"
    }
  }

  private func text(_ point: ReportingV1.ForecastPoint) -> String {
    let quantity = text(point.quantityThousandths)
    guard point.hasInterval else { return quantity }
    return "\(quantity) (\(text(point.lowThousandths)) – \(text(point.highThousandths)))"
  }

  private func revenue(_ row: ReportingV1.ForecastRow) -> String {
    guard !row.points.isEmpty else { return "–" }
    let (sum, overflow) = row.points.reduce((Int64(0), false)) { sum, point in
      let (result, overflow) = sum.0.addingReportingOverflow(point.revenueDong)
      return (result, sum.1 || overflow)
    }
    return overflow ? "–" : VietnameseNumber.dong(sum)
  }

  /// A forecast is not known to the gram: from 10 on one decimal.
  private func text(_ thousandths: Int64) -> String {
    guard thousandths >= 10_000 else { return VietnameseNumber.quantity(thousandths: thousandths) }
    let tenths = thousandths / 100 + (thousandths % 100 >= 50 ? 1 : 0)
    let (rounded, overflow) = tenths.multipliedReportingOverflow(by: 100)
    return VietnameseNumber.quantity(thousandths: overflow ? thousandths : rounded)
  }

  /// Millionths with two decimals: "0,82".
  private func ratio(_ millionths: Int64) -> String {
    let hundredths = (millionths.magnitude + 5000) / 10_000
    let sign = millionths < 0 && hundredths > 0 ? "-" : ""
    let decimals = String(hundredths % 100)
    return sign + VietnameseNumber.grouped(hundredths / 100) + "," + (decimals.count == 1 ? "0" : "") + decimals
  }

  /// "11/2021" of "2021-11".
  private func month(_ text: String) -> String {
    text.split(separator: "-").reversed().joined(separator: "/")
  }
}
