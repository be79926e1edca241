import ClientKit
import Messages
import Testing

@testable import CommandLineClient

@Suite("The progress report as text")
struct ProgressReportTextTests {
  private func share(_ numerator: UInt64, _ denominator: UInt64) -> ReportingV1.Share {
    var share = ReportingV1.Share()
    share.numerator = numerator
    share.denominator = denominator
    return share
  }

  private func row(_ kind: ReportingV1.RowKind, _ code: String, _ name: String, phase: String)
    -> ReportingV1.ProgressRow
  {
    var row = ReportingV1.ProgressRow()
    row.kind = kind
    row.phaseID = phase
    row.phaseName = phase == "phase-1" ? "Giai đoạn 1" : ""
    row.unitCode = code
    row.unitName = name
    var figures = ReportingV1.Figures()
    figures.productsRecognised = 11
    figures.producers = 8
    figures.producersWithStore = share(8, 8)
    figures.producersWithPaymentAccount = share(3, 8)
    figures.productsListedAnyFloor = share(8, 11)
    figures.productsListedByFloor = [("voso", UInt64(7)), ("postmart", 8)].map { floor, count in
      var listed = ReportingV1.FloorShare()
      listed.floorID = floor
      listed.listed = share(count, 11)
      return listed
    }
    figures.productsListedBothFloors = share(0, 0)
    figures.productsOutOfSeason = 1
    var sales = ReportingV1.Sales()
    sales.orderCount = 1528
    sales.revenueDong = 317_856_000
    sales.cancelledCount = 58
    sales.returnedCount = 16
    sales.quantities = [("box", Int64(212_000)), ("kg", 3_000_500)].map { unit, thousandths in
      var quantity = ReportingV1.Quantity()
      quantity.unitOfSale = unit
      quantity.thousandths = thousandths
      return quantity
    }
    figures.sales = sales
    row.figures = figures
    return row
  }

  private func report() -> ReportingV1.ProgressReport {
    var report = ReportingV1.ProgressReport()
    report.asOf = "2021-11-05"
    report.edition = .edition2021
    report.floorIDs = ["voso", "postmart"]
    report.rows = [
      row(.unit, "187", "Huyện Chi Lăng", phase: "phase-1"), row(.phaseTotal, "", "", phase: "phase-1"),
      row(.total, "", "", phase: ""),
    ]
    var claim = RegistryV1.PublishedClaim()
    claim.wording = "about 40"
    claim.value = 40
    claim.asOf = "2021-11-05"
    claim.source = "an article"
    claim.indicator = .productsListedAnyFloor
    var comparison = ReportingV1.ClaimComparison()
    comparison.claim = claim
    comparison.counted = 41
    report.claims = [comparison]
    var watermark = ReportingV1.Watermark()
    watermark.source = "listing"
    watermark.revision = 614
    report.watermarks = [watermark]
    return report
  }

  @Test("phases, shares with numerators, totals, sales, claims and sources stand in their columns")
  func wholeReport() {
    let text = ProgressReportText(report()).rendered()
    #expect(text.hasPrefix("Tiến độ chiến dịch đến ngày 2021-11-05, bản đồ hành chính 2021\n"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.map(\.displayWidth).max() ?? 0 <= 140)
    #expect(lines.contains("Giai đoạn 1 (phase-1)"))
    let chiLang = lines.first { $0.contains("187 Huyện Chi Lăng") } ?? ""
    #expect(
      chiLang.split(separator: "  ", omittingEmptySubsequences: true).map { String($0).trimmed } == [
        "187 Huyện Chi Lăng", "11", "8", "8/8 100 %", "3/8 38 %", "8/11 73 %", "7/11 64 %", "8/11 73 %", "0/0 –", "1",
      ]
    )
    #expect(text.contains("1.528"))
    #expect(text.contains("317.856.000 đ  212 box · 3.000,5 kg\n"))
    #expect(text.contains("“about 40”"))
    #expect(text.contains("41"))
    #expect(text.contains("products_listed_any_floor"))
    #expect(text.contains("no, the figures may be behind"))
  }

  @Test("columns stand under each other by display width")
  func alignment() {
    let lines = ProgressReportText(report()).rendered().split(separator: "\n").map(String.init)
    let table = lines.drop { !$0.hasPrefix("Đơn vị") }.prefix { !$0.hasPrefix("Bán hàng") }
    let width = table.map(\.displayWidth).max() ?? 0
    for line in table where line.hasPrefix("  187") || line.hasPrefix("  Cộng") || line.hasPrefix("Toàn tỉnh") {
      #expect(line.displayWidth == width, "\(line)")
    }
  }

  @Test("many quantities go on in further lines instead of widening the table")
  func manyQuantities() {
    var report = report()
    report.rows[2].figures?.sales?.quantities = (1...12).map { number in
      var quantity = ReportingV1.Quantity()
      quantity.unitOfSale = "unit-\(number)"
      quantity.thousandths = 1_234_567_000
      return quantity
    }
    let lines = ProgressReportText(report).rendered().split(separator: "\n")
    #expect(lines.map { String($0).displayWidth }.max() ?? 0 <= 140)
    #expect(lines.filter { $0.contains("unit-") }.count > 3)
  }

  @Test("names cannot steer the terminal")
  func hostileNames() {
    var report = report()
    report.rows[0].unitName = "\u{1B}[2J\u{202E}x"
    report.claims[0].claim?.source = "a\nb"
    let text = ProgressReportText(report).rendered()
    #expect(!text.contains("\u{1B}"))
    #expect(!text.contains("\u{202E}"))
    #expect(!text.contains("a\nb"))
  }
}
