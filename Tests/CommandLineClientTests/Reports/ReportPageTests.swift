import ClientKit
import Foundation
import Messages
import Testing

@testable import CommandLineClient

/// Goal: a page is one file that says everything, also to a screen reader, and nothing in a record can act in it.
@Suite("The report as a page")
struct ReportPageTests {
  private func page(_ report: ReportingV1.Report, _ words: ReportWords = .vietnamese) -> String {
    ReportPage(ReportDocument(report: report, catalogue: ReportSamples.catalogue), words).rendered()
  }

  @Test("it has no script and asks for nothing from elsewhere")
  func selfContained() {
    for report in [ReportSamples.byUnit, ReportSamples.byMonth, ReportSamples.totals] {
      let text = page(report)
      for part in ["<script", "src=", "href=", "url(", "@import", "http://", "https://", " on"] {
        let found = text.firstRange(of: part).map { text[$0.lowerBound...].prefix(60) } ?? ""
        #expect(found.isEmpty || (part == " on" && !found.contains("=\"")), "\(part): \(found)")
      }
      #expect(text.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    }
  }

  @Test("every element is closed where it should be")
  func balanced() {
    for report in [ReportSamples.byUnit, ReportSamples.byMonth, ReportSamples.totals] {
      var open: [Substring] = []
      let text = page(report)
      for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
        if match.1.isEmpty {
          if match.3.isEmpty, match.2 != "meta" { open.append(match.2) }
        } else {
          let last = open.popLast()
          #expect(last == match.2)
        }
      }
      #expect(open.isEmpty)
    }
  }

  @Test("texts from records are text and nothing else")
  func escaping() {
    let hostile = "</td><script>alert('x')</script>\u{202E}&\"\u{1B}"
    var report = ReportSamples.byUnit
    report.rows[0].keys[1].label = hostile
    report.rows[1].figures[4].quantities[0].unitOfSale = hostile
    report.filter = ReportingV1.ReportFilter()
    report.filter?.producerID = hostile
    report.registryEpoch = hostile
    report.watermarks[0].source = hostile
    var targets = ReportSamples.totals
    targets.targets[0].unitName = hostile
    targets.targets[0].target?.source = hostile
    for text in [page(report), page(targets)] {
      #expect(!text.contains("<script") && !text.contains("</td><s") && !text.contains("\u{202E}"))
      #expect(!text.contains("\u{1B}"))
      #expect(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\u{FFFD}&amp;&quot;\u{FFFD}"))
    }
    #expect(HTMLText.escaped("a<b") == "a&lt;b" && HTMLText.escaped("Lạp sườn") == "Lạp sườn")
  }

  @Test("a share stands beside its parts, and no data is not 0 %")
  func figures() {
    let text = page(ReportSamples.byUnit)
    #expect(text.contains("<span class=\"of\">11/11</span>100 %</td>"))
    #expect(text.contains("<span class=\"of\">0/0</span>–</td>"))
    #expect(text.contains(">11/11 100 %</text>") && text.contains(">0/0 –</text>"))
    #expect(text.contains("317.856.000 đ") && text.contains("05/11/2021"))
    #expect(text.contains("15:00 05/11/2021"))
    let english = page(ReportSamples.byUnit, .english)
    #expect(english.contains("<html lang=\"en\">") && english.contains("317,856,000 VND"))
    #expect(english.contains("5 Nov 2021") && !english.contains("Toàn bộ"))
  }

  @Test("charts name themselves to those who cannot see them; tables have headers")
  func accessible() {
    let text = page(ReportSamples.byUnit)
    #expect(text.components(separatedBy: "role=\"img\"").count == 5)
    #expect(text.contains("<desc>Giai đoạn 1 – Huyện Tràng Định: 4/6 67 %; "))
    #expect(text.contains("<th scope=\"row\">Huyện Chi Lăng <span class=\"code\">187</span></th>"))
    #expect(text.contains("<th scope=\"col\" class=\"figure\">Doanh thu</th>"))
    #expect(text.contains("<caption>") && text.contains("lang=\"vi\""))
  }

  @Test("categories are bars, time is a line that breaks where there is no data")
  func charts() {
    let bars = page(ReportSamples.byUnit)
    #expect(bars.contains("<rect") && !bars.contains("<path"))
    let lines = page(ReportSamples.byMonth, .english)
    #expect(lines.contains("<path") && !lines.contains("<rect"))
    #expect(lines.contains(">Jul 2021</text>") && lines.contains(">PostMart</text>"))
    // The share of July has no denominator: its line has four points, not a fifth at zero.
    let share = lines.components(separatedBy: "<svg").last ?? ""
    #expect(share.components(separatedBy: "<circle").count == 9)
    // Quantities of different units stand beside each other nowhere.
    #expect(bars.components(separatedBy: "<figure>").count == 5)
  }

  @Test("many rows have a chart of the first, and say so")
  func manyRows() {
    var report = ReportSamples.report(["orders"], by: [.product])
    report.rows = (0..<100).map { number in
      ReportSamples.row(
        [ReportSamples.key(.product, "SP-\(number)", "Sản phẩm \(number)")],
        [ReportSamples.count("orders", 5)]
      )
    }
    report.total = [ReportSamples.count("orders", 500)]
    let text = page(report)
    #expect(text.contains("Còn 60 dòng trong bảng dưới."))
    #expect(text.components(separatedBy: "<tr>").count == 103)
  }

  @Test("the ticks of an axis are round, from zero, and hold every value")
  func axis() {
    #expect(ChartAxis(values: [3, 61]).ticks == [0, 20, 40, 60, 80])
    #expect(ChartAxis(values: [0.5], highest: 100).ticks == [0, 25, 50, 75, 100])
    #expect(ChartAxis(values: [7]).ticks == [0, 2, 4, 6, 8])
    #expect(ChartAxis(values: [-5, 15]).ticks == [-5, 0, 5, 10, 15])
    #expect(ChartAxis(values: []).ticks == [0, 1])
    #expect(ChartAxis(values: [0, 0]).ticks == [0, 1])
    for value in [1, 9, 10, 11, 99, 317_856_000, 9e15] {
      let axis = ChartAxis(values: [value])
      #expect(axis.highest >= value && axis.ticks.count <= 7, "\(value): \(axis.ticks)")
      #expect(axis.position(of: value) <= 1)
    }
  }

  @Test("numbers and days are written in the language of the reader")
  func words() {
    let (vi, en) = (ReportWords.vietnamese, ReportWords.english)
    #expect([vi.number(1_528), en.number(1_528)] == ["1.528", "1,528"])
    #expect([vi.decimal(thousandths: 3_000_500), en.decimal(thousandths: 3_000_500)] == ["3.000,5", "3,000.5"])
    #expect([vi.day("2021-11-05"), en.day("2021-11-05"), vi.day("?")] == ["05/11/2021", "5 Nov 2021", "?"])
    #expect([vi.month("2021-11"), en.month("2021-11")] == ["11/2021", "Nov 2021"])
    #expect([vi.quarter("2021-Q4"), en.quarter("2021-Q4")] == ["Quý 4/2021", "Q4 2021"])
    #expect([vi.share(29, of: 38), en.share(29, of: 38), vi.share(0, of: 0)] == ["29/38 76 %", "29/38 76%", "0/0 –"])
    #expect(
      [vi.growth(from: 200, to: 225), vi.growth(from: 0, to: 5), en.growth(from: 4, to: 3)] == ["+12,5 %", "–", "-25%"]
    )
    #expect(vi.growth(from: 1, to: .max) == "–" && vi.growth(from: .max, to: .min) == "–")
    #expect(vi.time(0) == "–" && vi.time(1_636_156_799_000_000) == "06:59 06/11/2021")
  }
}
