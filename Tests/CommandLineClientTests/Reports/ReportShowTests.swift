import ClientKit
import DomainPrimitives
import Foundation
import Messages
import Spreadsheet
import Testing

@testable import CommandLineClient

@Suite("ocop report show and describe")
struct ReportShowTests {
  @Test("the options become the question")
  func request() async throws {
    let service = FakeReporting()
    let run = await service.run([
      "report", "show", "producers-with-store", "9", "--by", "unit,producer_type,month", "--unit", "187", "--phase",
      "phase-1", "--type", "cooperative,household", "--group", "food", "--stars", "3, 4", "--floor", "voso",
      "--producer", "CT-1", "--product", "SP-1", "--as-of", "2021-11-05", "--from", "2021-08-01", "--through",
      "2021-10-31", "--geo", "2021", "--at-revision", "541,614", "--wait-revision", "7,8", "--sort", "revenue",
      "--limit", "5", "--silent-days", "30",
    ])
    #expect(run.status == .success, "\(run.diagnostics)")
    let request = try #require(service.requests.first)
    #expect(request.indicatorIDs == ["producers_with_store", "orders", "quantity", "revenue"])
    #expect(request.groupBy == [.unit, .producerType, .month])
    var filter = ReportingV1.ReportFilter()
    filter.unitCode = "187"
    filter.phaseID = "phase-1"
    filter.producerTypes = [.cooperative, .household]
    filter.productGroups = [.food]
    filter.stars = [3, 4]
    filter.floorIDs = ["voso"]
    (filter.producerID, filter.productID) = ("CT-1", "SP-1")
    #expect(request.filter == filter)
    #expect([request.asOf, request.firstDay, request.lastDay] == ["2021-11-05", "2021-08-01", "2021-10-31"])
    #expect(request.edition == .edition2021)
    #expect([request.knownAt?.registryRevision, request.knownAt?.listingRevision] == [541, 614])
    #expect([request.registryRevision, request.listingRevision] == [7, 8])
    #expect(request.sortByIndicatorID == "revenue")
    #expect([request.rowLimit, request.silentDays] == [5, 30])
  }

  @Test("without options everything is left to the service")
  func emptyRequest() async {
    let service = FakeReporting()
    _ = await service.run(["report", "show"])
    #expect(service.requests == [ReportingV1.GetReportRequest()])
  }

  @Test(
    "a period has its first and last day, and does not go beyond the report's day",
    arguments: [
      (["--month", "2021-10"], ["2021-10-31", "2021-10-01", "2021-10-31"]),
      (["--quarter", "2021-Q1"], ["2021-03-31", "2021-01-01", "2021-03-31"]),
      (["--quarter", "2021-q4"], ["2021-11-05", "2021-10-01", "2021-11-05"]),
      (["--quarter", "2020-Q4"], ["2020-12-31", "2020-10-01", "2020-12-31"]),
      (["--year", "2020"], ["2020-12-31", "2020-01-01", "2020-12-31"]),
      (["--month", "2021-02", "--as-of", "2021-02-20"], ["2021-02-20", "2021-02-01", "2021-02-20"]),
      (["--month", "2021-02", "--as-of", "2021-09-30"], ["2021-09-30", "2021-02-01", "2021-02-28"]),
      (["--known-on", "2021-11-30"], ["", "", ""]),
    ]
  )
  func periods(arguments: [String], days: [String]) async throws {
    let service = FakeReporting()
    let run = await service.run(["report", "show"] + arguments)
    #expect(run.status == .success, "\(run.diagnostics)")
    let request = try #require(service.requests.first)
    #expect([request.asOf, request.firstDay, request.lastDay] == days)
    #expect(request.knownAt?.day == (arguments[0] == "--known-on" ? "2021-11-30" : nil))
  }

  @Test(
    "what is wrong with a question is told by its name, and nothing is asked",
    arguments: [
      (["revenu"], "there is no indicator \"revenu\". Did you mean revenue? All of them: ocop report describe."),
      (["99"], "there is no indicator \"99\""),
      (["--by", "unti"], "--by: there is no dimension \"unti\". Did you mean unit? Dimensions: unit, province"),
      (["--by", "unit,unit"], "unit stands there twice"),
      (["--by", "day,month"], "day, month are periods of time, of which a report takes one"),
      (["--by", "unit,phase,type,group"], "one to 3 dimensions"), (["--by", ","], "one to 3 dimensions"),
      (["--type", "coperative"], "there is no type of producer \"coperative\". Did you mean cooperative?"),
      (["--group", "foods"], "there is no group of products \"foods\". Did you mean food?"),
      (["--stars", "6"], "--stars 6: a rating is 0 to 5"), (["--as-of", "2021-13-01"], "--as-of 2021-13-01: "),
      (["--from", "x"], "--from x: "), (["--from", "2021-02-02", "--through", "2021-02-01"], "is after --through"),
      (["--month", "2021-13"], "--month 2021-13 is no month: write 2021-11"),
      (["--quarter", "2021-Q5"], "--quarter 2021-Q5 is no quarter: write 2021-Q4"),
      (["--quarter", "2021"], "is no quarter"), (["--year", "21"], "--year 21 is no year"),
      (["--month", "2021-01", "--year", "2021"], "Give one period"),
      (["--month", "2021-01", "--from", "x"], "one period"),
      (["--known-on", "2021-01-01", "--at-revision", "1,2"], "give one of them"),
      (["--wait", "--wait-revision", "1,2"], "give one of them"), (["--at-revision", "5"], "--at-revision"),
      (["--sort", "9"], "name one indicator: orders, quantity, revenue"), (["--limit", "0"], "--limit is 1 to 10000"),
      (["--silent-days", "4000"], "--silent-days is 1 to 3650"), (["--geo", "2020"], "2020"),
      (["--to", "x.pdf"], "--to x.pdf: the name says no format"), (["--format", "xlsx"], "--format xlsx needs --to"),
      (["--language", "fr"], "fr"),
    ]
  )
  func refusals(arguments: [String], part: String) async {
    let service = FakeReporting()
    let run = await service.run(["report", "show"] + arguments)
    #expect(run.status == .usage && run.diagnostics.contains(part), "\(arguments): \(run.diagnostics)")
    #expect(service.requests.isEmpty && run.output.isEmpty)
  }

  @Test("the table says what it is of, and has every figure with its parts under Vietnamese numbers")
  func table() async {
    let run = await FakeReporting().run(["report", "show"])
    #expect(run.status == .success, "\(run.diagnostics)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "Báo cáo OCOP · OCOP report")
    #expect(lines.contains("Ngày báo cáo · as of: 2021-11-05"))
    #expect(lines.contains("Thời kỳ · period: 2021-07-20 – 2021-11-05"))
    #expect(lines.contains("Số liệu đã biết · what was known: registry 541, listing 614"))
    let chiLang = lines.filter { $0.contains("187 Huyện Chi Lăng") }.joined(separator: " ")
    for part in ["phase-1 Giai đoạn 1", "11/11 100 %", "7/8 88 %", "42 ngày", "87.410.400 đ", "827,75 kg"] {
      #expect(chiLang.contains(part), "\(part): \(chiLang)")
    }
    let nowhere = lines.filter { $0.contains("Chưa xác định · undetermined") }.joined(separator: " ")
    #expect(nowhere.contains("0/0 –") && !nowhere.contains("0 %"))
    #expect(lines.contains { $0.hasPrefix("Cộng · total") && $0.contains("40/61 66 %") })
    #expect(lines.map(\.displayWidth).max() ?? 0 <= 140)
  }

  @Test("more figures than fit go on in further tables that name the rows again")
  func wideTable() {
    let ids = ReportSamples.definitions.map(\.indicatorID)
    var report = ReportSamples.report(ids, by: [.unit])
    let figures = ReportSamples.totals.total
    report.rows = [ReportSamples.row([ReportSamples.key(.unit, "187", "Huyện Chi Lăng")], figures)]
    report.total = figures
    let text = ReportTable(ReportDocument(report: report, catalogue: ReportSamples.catalogue), .both).rendered()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.map(\.displayWidth).max() ?? 0 <= 140)
    #expect(lines.count { $0.hasPrefix("187 Huyện Chi Lăng") } > 1)
    for part in ["45/56 80 %", "+25,1 %", "317.856.000 đ"] { #expect(text.contains(part)) }
  }

  @Test("a report that is broken into nothing has a line for each indicator, and its targets below")
  func totals() async {
    let run = await FakeReporting(answer: { _ in ReportSamples.totals }).run(["report", "show"])
    #expect(run.output.contains("stores_silent"))
    #expect(run.output.contains("440 hộp · 3.010,5 kg"))
    #expect(run.output.contains("Mục tiêu · targets: 1/2 đạt · reached (ocop report targets)"))
    #expect(run.output.split(separator: "\n").map { String($0).displayWidth }.max() ?? 0 <= 140)
    let english = await FakeReporting(answer: { _ in ReportSamples.totals }).run(["report", "show", "--language", "en"])
    #expect(english.output.contains("3,010.5 kg") && english.output.contains("5 Nov 2021"))
    #expect(!english.output.contains("Ngày"))
  }

  @Test("sources that are away, and rows that were left out, are told above the figures")
  func warnings() async {
    var report = ReportSamples.byUnit
    report.watermarks[1].connected = false
    report.rowsLeftOut = 1234
    let run = await FakeReporting(answer: { [report] _ in report }).run(["report", "show"])
    #expect(run.output.contains("! Nguồn listing không kết nối được: số liệu có thể cũ (bản 614)."))
    #expect(run.output.contains("1.234 more rows are not shown"))
  }

  @Test("CSV has raw numbers, and a header that the answer does not change")
  func csv() async throws {
    let arguments = ["report", "show", "--format", "csv"]
    let full = await FakeReporting().run(arguments)
    let lines = full.output.split(separator: "\r\n")
    #expect(
      lines[0] == """
        \u{FEFF}row,phase,phase_label,unit,unit_label,products_listed_any_floor_count,\
        products_listed_any_floor_denominator,producers_with_store_count,producers_with_store_denominator,\
        days_recognition_to_listing_count,days_recognition_to_listing_days_sum,\
        days_recognition_to_listing_days_median,revenue_dong,quantity_quantities,as_of,first_day,last_day,edition,\
        registry_revision,listing_revision
        """
    )
    #expect(
      lines[5] == """
        row,phase-1,Giai đoạn 1,187,Huyện Chi Lăng,11,11,7,8,11,473,42,87410400,hộp=121 kg=827.75,2021-11-05,\
        2021-07-20,2021-11-05,2021,541,614
        """
    )
    #expect(lines.last?.hasPrefix("total,,,,,40,61,52,56,") == true)
    #expect(lines.count == 14)
    var empty = ReportSamples.byUnit
    empty.rows = []
    empty.total = []
    let none = await FakeReporting(answer: { [empty] _ in empty }).run(arguments)
    #expect(none.output.split(separator: "\r\n").first == lines[0])
  }

  @Test("a name that a spreadsheet program would run as a formula is guarded")
  func formula() async {
    var report = ReportSamples.byUnit
    report.rows[0].keys[1].label = "=HYPERLINK(\"x\")"
    let run = await FakeReporting(answer: { [report] _ in report }).run(["report", "show", "--format", "csv"])
    #expect(run.output.contains("\"'=HYPERLINK(\"\"x\"\")\""))
  }

  @Test("JSON is the answer itself")
  func json() async throws {
    let run = await FakeReporting().run(["report", "show", "--json"])
    let value = try JSONParser.value(of: Array(run.output.utf8))
    let message = try MessageJSON.message(ReportingV1.Report.descriptor, from: value)
    #expect(try ReportingV1.Report(decodingBytes: message.encodedBytes()) == ReportSamples.byUnit)
  }

  @Test("a workbook has real numbers and percentages, a chart for each figure, and the definitions")
  func workbook() async throws {
    let folder = try ReportFolder()
    defer { folder.remove() }
    let run = await FakeReporting().run(["report", "show", "--to", folder.path("a.xlsx")])
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(folder.names == ["a.xlsx"])
    let bytes = try Data(contentsOf: URL(filePath: folder.path("a.xlsx")))
    for part in ["xl/charts/chart1.xml", "xl/charts/chart5.xml", "xl/worksheets/sheet3.xml"] {
      #expect(bytes.range(of: Data(part.utf8)) != nil, "\(part)")
    }
    let file = try SpreadsheetFile(path: folder.path("a.xlsx"))
    #expect(file.sheets.map(\.name) == ["Số liệu", "Biểu đồ", "Định nghĩa"])
    let rows = try WorkbookRows.rows(of: file, sheet: "Số liệu")
    let header = try #require(rows.first { $0.first == "Mã giai đoạn" })
    #expect(header[2...3] == ["Mã đơn vị", "Đơn vị"])
    #expect(header.contains("Sản lượng bán: kg") && header.contains("Chủ thể có cửa hàng số: tỷ lệ"))
    let chiLang = try #require(rows.first { $0.contains("Huyện Chi Lăng") })
    #expect(chiLang[..<6] == ["phase-1", "Giai đoạn 1", "187", "Huyện Chi Lăng", "11", "11"])
    #expect(chiLang.contains("87410400") && chiLang.contains("827.75") && chiLang.contains("0.875"))
  }

  @Test("what cannot be written leaves nothing behind")
  func wholeOrNotAtAll() async throws {
    let folder = try ReportFolder()
    defer { folder.remove() }
    for ending in ["xlsx", "html", "csv"] {
      let run = await FakeReporting().run(["report", "show", "--to", folder.path("none/a.\(ending)")])
      #expect(run.status == .usage && run.diagnostics.contains("cannot be written"), "\(run.diagnostics)")
    }
    #expect(folder.names.isEmpty)
  }

  @Test("describe lists all figures, and tells all about those that are named")
  func describe() async {
    let service = FakeReporting()
    let all = await service.run(["report", "describe"])
    #expect(all.output.split(separator: "\n").count == ReportSamples.definitions.count + 2)
    #expect(all.output.contains("Cửa hàng im lặng trong vụ · Stores silent in season"))
    let one = await service.run(["report", "describe", "products_listed_any_floor"])
    for part in [
      "tỷ lệ · share", "products_recognised", "unit, phase, month", "tại một ngày · as of a day", "out_of_season",
      "trái vụ · out of season", "đếm theo sổ đăng ký", "counted from the records",
    ] { #expect(one.output.contains(part), "\(part): \(one.output)") }
    let english = await service.run(["report", "describe", "9", "--language", "en"])
    #expect(english.output.contains("Quantity sold") && !english.output.contains("Sản lượng"))
    let json = await service.run(["report", "describe", "revenue", "--json"])
    #expect(json.output.contains("\"indicator_id\": \"revenue\"") && !json.output.contains("\"orders\""))
    #expect(await service.run(["report", "describe", "revenues"]).diagnostics.contains("Did you mean revenue?"))
  }

  @Test("best asks for the best sellers, targets and claims show what they are about")
  func shorthands() async throws {
    let service = FakeReporting(answer: { _ in ReportSamples.totals })
    _ = await service.run(["report", "best", "--quarter", "2021-Q3"])
    let request = try #require(service.requests.first)
    #expect(request.indicatorIDs == ["revenue", "quantity", "revenue_growth"])
    #expect(request.groupBy == [.product])
    #expect((request.sortByIndicatorID, request.rowLimit) == ("revenue", 20))
    let targets = await service.run(["report", "targets", "--as-of", "2021-11-05", "--geo", "2021"])
    #expect(targets.output.contains("187 Huyện Chi Lăng"))
    #expect(targets.output.contains("40/61 66 %") && targets.output.contains("chưa đạt · not yet"))
    #expect(service.requests.last?.groupBy == [])
  }
}
