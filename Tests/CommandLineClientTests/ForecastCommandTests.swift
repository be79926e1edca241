import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

@Suite("ocop report forecast")
struct ForecastCommandTests {
  typealias Answer = @Sendable (ReportingV1.GetForecastRequest) throws -> ReportingV1.GetForecastResponse

  private func run(_ arguments: [String], _ answer: @escaping Answer) async -> CommandRun {
    var router = Router()
    router.unary(ReportingV1.ReportingMethods.getForecast) { request, _ in try answer(request) }
    return await CommandRun(["report", "forecast"] + arguments, channel: InProcessChannel(router: router))
  }

  private static func row(_ product: String, _ name: String, _ points: [ReportingV1.ForecastPoint])
    -> ReportingV1.ForecastRow
  {
    var row = ReportingV1.ForecastRow()
    var key = ReportingV1.DimensionKey()
    key.dimension = .product
    key.value = product
    key.label = name
    row.keys = [key]
    row.unitOfSale = "kg"
    row.seriesCount = 1
    row.points = points
    var last = ReportingV1.MonthQuantity()
    last.month = "2021-10"
    last.quantityThousandths = 1_101_500
    row.history = [last]
    return row
  }

  private static func point(_ month: String, _ thousandths: Int64, interval: ClosedRange<Int64>? = nil)
    -> ReportingV1.ForecastPoint
  {
    var point = ReportingV1.ForecastPoint()
    point.month = month
    point.quantityThousandths = thousandths
    point.revenueDong = thousandths * 220
    if let interval {
      point.hasInterval = true
      point.lowThousandths = interval.lowerBound
      point.highThousandths = interval.upperBound
    }
    return point
  }

  private static func accuracy(_ method: ReportingV1.ForecastMethod, _ mase: Int64, bias: Int64)
    -> ReportingV1.ForecastAccuracy
  {
    var accuracy = ReportingV1.ForecastAccuracy()
    accuracy.method = method
    accuracy.comparisonCount = 33
    accuracy.maseMillionths = mase
    accuracy.rmsseMillionths = 900_000
    accuracy.biasMillionths = bias
    return accuracy
  }

  private static func response() -> ReportingV1.GetForecastResponse {
    var response = ReportingV1.GetForecastResponse()
    response.asOf = "2021-11-05"
    response.lastMonth = "2021-10"
    response.edition = .edition2021
    var sausage = row(
      "SP-CL-03",
      "Lạp sườn Bích Trâm",
      [point("2021-11", 1_101_353, interval: 980_000...1_205_000), point("2021-12", 9_333)]
    )
    sausage.method = .exponentialSmoothing
    sausage.accuracies = [
      accuracy(.exponentialSmoothing, 825_000, bias: -1_204_000), accuracy(.seasonalNaive, 1_000_000, bias: 50_000),
    ]
    var expected = ReportingV1.ExpectedQuantity()
    expected.month = "2021-12"
    expected.quantityThousandthsMin = 200_000
    expected.quantityThousandthsMax = 300_000
    expected.statedOn = "2021-11-05"
    sausage.expectations = [expected]
    var refused = row("SP-2", "Na", [])
    refused.refusal = .neverSold
    refused.refusedCount = 1
    refused.refusalWordsVietnamese = "chưa từng bán"
    refused.refusalWordsEnglish = "never sold"
    var baseline = row("SP-3", "\u{1B}[2JMiến", [point("2021-11", 5000), point("2021-12", 0)])
    baseline.method = .seasonalNaive
    baseline.isBaselineBest = true
    var sum = row("SP-4", "Chè", [point("2021-11", 7000), point("2021-12", 7000)])
    sum.seriesCount = 2
    sum.refusedCount = 1
    response.rows = [sausage, refused, baseline, sum]
    return response
  }

  @Test("what is asked for reaches the service")
  func request() async {
    let run = await run(
      [
        "--product", "SP-1", "--floor", "voso", "--floor", "postmart", "--unit", "187", "--by", "floor", "--months",
        "2", "--as-of", "2021-11-05", "--geo", "2024",
      ]
    ) { request in
      let filter = request.filter ?? ReportingV1.ReportFilter()
      let asked = [
        filter.productID, filter.floorIDs.joined(separator: "+"), filter.unitCode, request.groupBy.name ?? "",
        String(request.months), request.asOf, request.edition.name ?? "",
      ]
      throw RPCError(.invalidArgument, asked.joined(separator: "|"))
    }
    #expect(run.status == .refused)
    #expect(
      run.diagnostics.contains("SP-1|voso+postmart|187|DIMENSION_FLOOR|2|2021-11-05|GEOGRAPHY_EDITION_2024"),
      "\(run.diagnostics)"
    )
  }

  @Test("months other than one to three and unknown breakdowns are refused before anything is sent")
  func usage() async {
    for arguments in [
      ["--months", "0"], ["--months", "4"], ["--months", "x"], ["--by", "stars"], ["--geo", "2020"],
    ] {
      let run = await run(arguments) { _ in ReportingV1.GetForecastResponse() }
      #expect(run.status == .usage && run.endpoint == nil, "\(arguments)")
    }
  }

  @Test("months stand beside each other in Vietnamese numbers, with how they were made and what is expected below")
  func table() async {
    let run = await run(["--by", "product"]) { _ in Self.response() }
    #expect(run.status == .success)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Dự báo bán hàng sau tháng 10/2021 (tính đến 2021-11-05), bản đồ hành chính 2021"))
    let cells = { (start: String) in
      (lines.first { $0.hasPrefix(start) } ?? "").components(separatedBy: "  ").map(\.trimmed).filter { !$0.isEmpty }
    }
    #expect(cells("Sản phẩm") == ["Sản phẩm", "ĐVT", "Tháng 10/2021", "Tháng 11/2021", "Tháng 12/2021", "Doanh thu"])
    #expect(
      cells("SP-CL-03") == [
        "SP-CL-03 Lạp sườn Bích Trâm", "kg", "1.101,5", "1.101,4 (980 – 1.205)", "9,333", "244.350.920 đ",
      ]
    )
    #expect(
      lines.contains(
        "  → phương pháp · method: san bằng mũ · exponential smoothing; MASE 0,83, RMSSE 0,90, lệch · bias -1,20 "
          + "(33 lần · times)"
      )
    )
    #expect(
      lines.contains(
        "  → so với · compared with: cùng tháng năm trước · seasonal naive; MASE 1,00, RMSSE 0,90, lệch · bias 0,05 "
          + "(33 lần · times)"
      )
    )
    #expect(lines.map(\.displayWidth).max() ?? 0 <= 140)
    #expect(
      lines.contains("  → chủ thể kỳ vọng · the producer expects, tháng 12/2021: 200 – 300 kg (2021-11-05)")
    )
    #expect(cells("SP-2 Na") == ["SP-2 Na", "kg", "1.101,5", "–", "–", "–"])
    #expect(lines.contains("  → chưa từng bán · never sold"))
    #expect(lines.contains { $0.hasSuffix("seasonal naive; chưa cách nào hơn · nothing did better") })
    #expect(lines.contains { $0.contains("1/2 chuỗi") && $0.contains("1 of 2 series") })
    #expect(run.output.contains("of ten such forecasts about eight"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test("nothing offered is said in words; JSON has every number as it came")
  func nothingAndJSON() async {
    let none = await run([]) { _ in ReportingV1.GetForecastResponse() }
    #expect(none.output.contains("nothing is offered") && none.status == .success)
    let json = await run(["--json"]) { _ in Self.response() }
    #expect(json.output.contains("\"low_thousandths\": \"980000\""))
    #expect(json.output.contains("FORECAST_METHOD_EXPONENTIAL_SMOOTHING"))
  }
}
