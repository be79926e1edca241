import Foundation
import Testing

// Goal: what the 2021 article says of the campaign can be asked of the system and gets the article's answer. Method:
// the built programs with the committed sample, asked in the words of a command line; a test for each sentence.
@Suite("The article, sentence by sentence", .serialized, .timeLimit(.minutes(10)))
struct ArticleTests {
  private let sample = Program.repository.appending(path: "deploy/sample").path
  private let installation: Installation
  /// Early November 2021, when the article was written.
  private let then = "2021-11-05"

  init() async throws {
    installation = try await Installation()
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
  }

  /// The members of a list that a command prints.
  private func members(_ name: String, _ arguments: [String]) async throws -> [[String: Any]] {
    let outcome = try await installation.ocop(arguments + ["--json"])
    try #require(outcome.exitCode == 0, "\(outcome)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(object?[name] as? [[String: Any]], "\(outcome)")
  }

  private func records(_ kind: String) async throws -> [[String: Any]] {
    try await members("records", ["list", kind])
  }

  private func progress(asOf: String) async throws -> ProgressReport {
    let arguments = ["report", "progress", "--as-of", asOf, "--geo", "2021", "--json", "--wait"]
    let outcome = try await installation.ocop(arguments)
    try #require(outcome.exitCode == 0, "\(outcome)")
    return try ProgressReport(json: outcome.output)
  }

  @Test("1. there are 61 OCOP products in the province; Chi Lăng district has the most, 11")
  func products() async throws {
    let report = try await progress(asOf: then)
    #expect(report.row()?.figures["products_recognised"] == "61")
    let districts = report.rows.filter { $0.kind == "ROW_KIND_UNIT" }
    let counts = districts.map { ($0.unit, Int($0.figures["products_recognised"] ?? "") ?? 0) }
    let most = counts.max { $0.1 < $1.1 }
    #expect(most?.0 == "187" && most?.1 == 11)
  }

  @Test("2. phase 1 ran from 20 July to 20 September 2021 in five districts, phase 2 in the other five and the city")
  func phases() async throws {
    let phases = try await records("campaign_phases")
    let units = phases.map { ($0["unit_codes"] as? [String] ?? []).sorted() }
    #expect(units == [["180", "184", "185", "186", "187"], ["178", "181", "182", "183", "188", "189"]])
    let days = phases.map { "\($0["starts_on"] ?? "") \($0["ends_before"] ?? "")" }
    #expect(days == ["2021-07-20 2021-09-20", "2021-09-20 2021-12-20"])
  }

  @Test("3. producers ask for help to open stores and payment accounts, and trainings are held with partners")
  func support() async throws {
    let requests = try await records("support_requests").map { "\($0["kind"] ?? "")" }
    for kind in ["OPEN_STORE", "OPEN_PAYMENT_ACCOUNT"] {
      #expect(requests.contains { $0.hasSuffix(kind) }, "\(requests)")
    }
    let trainings = try await records("trainings")
    #expect(trainings.contains { !("\($0["partner"] ?? "")".isEmpty) })
    #expect(trainings.allSatisfy { !($0["attended_producer_ids"] as? [String] ?? []).isEmpty })
  }

  @Test("4. in Chi Lăng every producer has a store and an account, every product is on both floors, some stores lead")
  func chiLang() async throws {
    let district = try #require(try await progress(asOf: then).row(phase: "phase-1", unit: "187")).figures
    #expect(district["producers_with_store"] == "8/8" && district["producers_with_payment_account"] == "8/8")
    #expect(district["products_listed_both_floors"] == "11/11")
    let stores = try await members("stores", ["leading", "--as-of", then, "--unit", "187"])
    let leading = stores.filter { $0["reached"] as? Bool == true }
    #expect(!leading.isEmpty && leading.count < stores.count, "\(leading.count) of \(stores.count)")
  }

  @Test("5. the sausage maker of Đồng Mỏ opened in August, sells 100 kg a month, and expects two to three times that")
  func sausages() async throws {
    let stores = try await records("stores").filter { "\($0["producer_id"] ?? "")" == "CT-CL-02" }
    #expect(
      stores.contains { "\($0["opened_on"] ?? "")".hasPrefix("2021-08") && "\($0["floor_id"] ?? "")" == "postmart" }
    )
    let months = try await records("monthly_sales").filter {
      "\($0["product_listing_id"] ?? "")" == "DB-CL-03-postmart"
    }
    let kilograms = months.compactMap { Int("\($0["quantity_thousandths"] ?? "")") }.map { Double($0) / 1_000 }
    #expect(kilograms.count == 3 && kilograms.allSatisfy { abs($0 - 100) < 10 }, "\(kilograms)")
    let expected = try #require(
      try await records("sales_expectations").first { "\($0["product_id"] ?? "")" == "SP-CL-03" }
    )
    #expect("\(expected["quantity_thousandths_min"] ?? "")" == "200000")
    #expect("\(expected["quantity_thousandths_max"] ?? "")" == "300000")
  }

  @Test(
    "6. duck, noodles and potatoes of phase 2 sell; what is out of season is not listed, and its producer has a store"
  )
  func secondPhase() async throws {
    let sold =
      try await records("orders").map { "\($0["product_listing_id"] ?? "")" }
      + records("monthly_sales").map { "\($0["product_listing_id"] ?? "")" }
    for product in ["SP-DL-01", "SP-BG-01", "SP-LB-01"] {
      let listings = try await members("listings", ["listings", "--as-of", then, "--product", product])
      #expect(listings.contains { "\($0["state"] ?? "")".hasSuffix("_LIVE") }, "\(product): \(listings)")
      #expect(listings.contains { sold.contains("\($0["product_listing_id"] ?? "")") }, "\(product)")
    }
    let report = try #require(try await progress(asOf: then).row(phase: "phase-2"))
    #expect(Int(report.figures["products_out_of_season"] ?? "") ?? 0 > 0)
    let ended = try await members("listings", ["listings", "--as-of", then, "--product", "SP-CO-02"])
    #expect(!ended.isEmpty && ended.allSatisfy { "\($0["reason"] ?? "")".hasSuffix("OUT_OF_SEASON") }, "\(ended)")
  }

  @Test("7. the vegetable cooperative of Gia Cát has a store with nothing listed, and a plan for the end of November")
  func plans() async throws {
    let listings = try await members("listings", ["listings", "--as-of", then, "--product", "SP-CO-01"])
    let only = try #require(listings.first)
    #expect(listings.count == 1 && "\(only["state"] ?? "")".hasSuffix("_PLANNED"))
    #expect("\(only["planned_on"] ?? "")" == "2021-11-30")
  }

  @Test("8. about 40 products are on the floors by early November, nearly 30 of them in phase 1: counted, 40 and 29")
  func claims() async throws {
    let report = try await progress(asOf: then)
    #expect(report.row()?.figures["products_listed_any_floor"] == "40/61")
    #expect(report.row(phase: "phase-1")?.figures["products_listed_any_floor"] == "29/38")
    #expect((report.object["claims"] as? [Any])?.count == 2)
  }

  @Test("9. a product shows its process, stamp, label and packaging, and offices inspect how it is made")
  func quality() async throws {
    let documents = try await records("product_documents").filter { "\($0["product_id"] ?? "")" == "SP-CL-03" }
    let kinds = Set(documents.map { "\($0["kind"] ?? "")" })
    for kind in ["PROCESS", "TRACEABILITY_STAMP", "LABEL", "PACKAGING"] {
      #expect(kinds.contains("DOCUMENT_KIND_\(kind)"), "\(kinds)")
    }
    let subjects = try await records("inspections").map { "\($0["subject"] ?? "")" }
    #expect(subjects.contains { $0.hasSuffix("PRODUCTION_PROCESS") })
  }

  @Test(
    "10. every product is to be listed as soon as it is recognised: the task opens that day, and closes when it is seen"
  )
  func goal() async throws {
    let tasks = try await members("tasks", ["tasks", "--as-of", then, "--kind", "list_product"])
    #expect(!tasks.isEmpty)
    let products = Set(tasks.map { "\($0["product_id"] ?? "")" })
    #expect(!products.contains("SP-CL-03"), "listed on both floors")
    let recognised = try await records("recognitions")
    for task in tasks {
      let days = recognised.filter { "\($0["product_id"] ?? "")" == "\(task["product_id"] ?? "")" }
        .map { "\($0["issued_on"] ?? "")" }
      #expect(days.contains { $0 <= "\(task["opened_on"] ?? "")" }, "\(task)")
    }
  }

  @Test("11. offices see which stores can become leading or super-leading, and what each of them lacks")
  func reviews() async throws {
    for level in ["leading", "super-leading"] {
      let stores = try await members("stores", ["leading", "--as-of", then, "--level", level])
      let short = stores.filter { $0["reached"] as? Bool != true }
      #expect(!short.isEmpty)
      let lacks = [
        "orders_missing", "revenue_dong_missing", "months_with_sales_missing", "quantity_thousandths_missing",
      ]
      for store in short {
        #expect(lacks.contains { (Int("\(store[$0] ?? "0")") ?? 0) > 0 }, "\(level): \(store)")
      }
    }
  }
}
