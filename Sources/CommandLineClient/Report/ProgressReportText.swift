import ClientKit
import Messages

/// The campaign's progress as text, for terminals of 140 columns.
struct ProgressReportText {
  /// Widest the last column of the sales table gets before its cell goes on in the next line.
  private static let quantitiesWidthMax = 62

  private let report: ReportingV1.ProgressReport

  init(_ report: ReportingV1.ProgressReport) {
    self.report = report
  }

  /// The whole report.
  func rendered() -> String {
    var parts = [
      "Tiến độ chiến dịch đến ngày \(report.asOf), bản đồ hành chính \(GeographyArgument.text(report.edition))\n"
        + "Campaign progress as of \(report.asOf), administrative map of \(GeographyArgument.text(report.edition))\n",
      progressTable(),
      "Bán hàng từ đầu chiến dịch · sales since the campaign began\n\n" + salesTable(),
    ]
    if !report.claims.isEmpty {
      parts.append("Số đã công bố và số đếm được · published figures beside counted ones\n\n" + claimsTable())
    }
    parts.append("Nguồn số liệu · sources\n\n" + WatermarkText.table(report.watermarks))
    return parts.joined(separator: "\n")
  }

  private func progressTable() -> String {
    let share = { (headings: [String]) in TextTable.Column(headings: headings, alignment: .right) }
    let everyFloor = report.floorIDs.count > 2 ? ["Mọi sàn", "every floor"] : ["Cả hai sàn", "both floors"]
    var table = TextTable(
      [
        TextTable.Column("Đơn vị", "unit"), share(["Công nhận", "recognised"]), share(["Chủ thể", "producers"]),
        share(["Có cửa hàng", "store"]), share(["Có tài khoản", "account"]), share(["Có trên sàn", "any floor"]),
      ] + report.floorIDs.map { share(["Trên", $0]) } + [share(everyFloor), share(["Trái vụ", "off season"])]
    )
    appendRows(to: &table) { figures in
      [
        VietnameseNumber.grouped(figures.productsRecognised), VietnameseNumber.grouped(figures.producers),
        text(figures.producersWithStore), text(figures.producersWithPaymentAccount),
        text(figures.productsListedAnyFloor),
      ]
        + report.floorIDs.map { floor in
          text(figures.productsListedByFloor.first { $0.floorID == floor }?.listed)
        } + [text(figures.productsListedBothFloors), VietnameseNumber.grouped(figures.productsOutOfSeason)]
    }
    return table.rendered()
  }

  private func salesTable() -> String {
    var table = TextTable([
      TextTable.Column("Đơn vị", "unit"), TextTable.Column("Đơn hàng", "orders", alignment: .right),
      TextTable.Column("Hủy", "cancelled", alignment: .right),
      TextTable.Column("Trả lại", "returned", alignment: .right),
      TextTable.Column("Doanh thu", "revenue", alignment: .right), TextTable.Column("Sản lượng", "quantity"),
    ])
    appendRows(to: &table) { figures in
      let sales = figures.sales ?? ReportingV1.Sales()
      return [
        VietnameseNumber.grouped(sales.orderCount), VietnameseNumber.grouped(sales.cancelledCount),
        VietnameseNumber.grouped(sales.returnedCount), VietnameseNumber.dong(sales.revenueDong),
        sales.quantities.isEmpty ? "–" : sales.quantities.map(text).joined(separator: " · "),
      ]
    }
    table.lines = table.lines.flatMap { Self.wrapped($0, column: 5) }
    return table.rendered()
  }

  /// Adds a line for each row: a caption above the units of each phase, a rule above the totals.
  private func appendRows(to table: inout TextTable, _ cells: (ReportingV1.Figures) -> [String]) {
    var phase: String?
    for row in report.rows {
      if row.kind == .unit || (row.kind == .undetermined && !row.phaseID.isEmpty), phase != row.phaseID {
        phase = row.phaseID
        table.lines.append(.caption(phaseName(row)))
      }
      if row.kind == .total {
        table.lines.append(.rule)
      }
      table.append([label(row)] + cells(row.figures ?? ReportingV1.Figures()))
    }
  }

  private func phaseName(_ row: ReportingV1.ProgressRow) -> String {
    if row.phaseID.isEmpty { return "Ngoài các giai đoạn · in no phase" }
    return row.phaseName.isEmpty ? row.phaseID : "\(row.phaseName) (\(row.phaseID))"
  }

  private func label(_ row: ReportingV1.ProgressRow) -> String {
    switch row.kind {
    case .unit: "  \(row.unitCode) \(row.unitName)"
    case .phaseTotal: "  Cộng \(row.phaseID.isEmpty ? "ngoài giai đoạn" : row.phaseID)"
    case .total: "Toàn tỉnh · total"
    case .undetermined: "  Chưa xác định · undetermined"
    default: row.unitName
    }
  }

  private func text(_ share: ReportingV1.Share?) -> String {
    guard let share else { return "–" }
    return VietnameseNumber.share(share.numerator, of: share.denominator)
  }

  private func text(_ quantity: ReportingV1.Quantity) -> String {
    VietnameseNumber.quantity(thousandths: quantity.thousandths) + " " + quantity.unitOfSale
  }

  /// A line whose cell in one column goes on in further lines where it is too wide.
  private static func wrapped(_ line: TextTable.Line, column: Int) -> [TextTable.Line] {
    guard case .cells(var cells) = line, cells.indices.contains(column) else { return [line] }
    var pieces: [String] = []
    for part in cells[column].split(separator: " · ") {
      if let last = pieces.last, (last + " · " + part).displayWidth <= quantitiesWidthMax {
        pieces[pieces.count - 1] = last + " · " + part
      } else {
        pieces.append(String(part))
      }
    }
    guard pieces.count > 1 else { return [line] }
    cells[column] = pieces[0]
    let blank = Array(repeating: "", count: column)
    return [.cells(cells)] + pieces.dropFirst().map { .cells(blank + [$0]) }
  }

  private func claimsTable() -> String {
    var table = TextTable([
      TextTable.Column("Đã công bố", "published"), TextTable.Column("Số", "value", alignment: .right),
      TextTable.Column("Đếm được", "counted", alignment: .right), TextTable.Column("Chỉ tiêu", "figure"),
      TextTable.Column("Phạm vi", "scope"), TextTable.Column("Ngày", "as of"), TextTable.Column("Nguồn", "source"),
    ])
    for comparison in report.claims {
      let claim = comparison.claim ?? RegistryV1.PublishedClaim()
      table.append([
        "“\(claim.wording)”", VietnameseNumber.grouped(claim.value), VietnameseNumber.grouped(comparison.counted),
        FigureArgument.name(of: claim.indicator), claim.phaseID.isEmpty ? "cả chiến dịch" : claim.phaseID, claim.asOf,
        claim.source,
      ])
    }
    return table.rendered()
  }
}
