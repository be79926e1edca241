import Foundation
import Spreadsheet
import Testing

@testable import CommandLineClient

/// The committed sample holds what the article says, counted here from the files alone, apart from every service.
@Suite("The Lạng Sơn sample")
struct SampleTests {
  /// Rows of a file as columns by name.
  private func rows(_ name: String) throws -> [[String: String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "deploy/sample/\(name).csv")
    let table = try CSVTable(file: name, bytes: [UInt8](try Data(contentsOf: file)))
    #expect(table.issues == [])
    return table.rows.map { row in Dictionary(uniqueKeysWithValues: zip(table.columnNames, row.cells.map(\.text))) }
  }

  private static let day = "2021-11-05"

  /// The sample's facts on the day of the article.
  private struct Facts {
    /// District-level unit of each producer.
    var district: [String: String] = [:]
    /// Producer of each product.
    var producer: [String: String] = [:]
    /// Products with a recognition that is valid on the day.
    var recognised: Set<String> = []
    /// Floors each product was seen live on and not taken off, on the day.
    var floors: [String: Set<String>] = [:]
    /// Phase of each district-level unit.
    var phase: [String: String] = [:]
    /// Producers with an open store, and with a payment account.
    var withStore: Set<String> = []
    var withAccount: Set<String> = []
  }

  private func facts() throws -> Facts {
    var facts = Facts()
    let units = try rows("administrative_units")
    for producer in try rows("producers") {
      let (code, day) = (producer["unit_code"] ?? "", producer["registered_on"] ?? "")
      let found = units.filter { unit in
        unit["code"] == code && unit["valid_from"]! <= day && (unit["valid_to"]! == "" || day < unit["valid_to"]!)
      }
      #expect(found.count == 1, "\(producer)")
      facts.district[producer["producer_id"]!] = found.first?["parent_code"] ?? ""
    }
    for product in try rows("products") { facts.producer[product["product_id"]!] = product["producer_id"]! }
    for recognition in try rows("recognitions") {
      let (issued, revoked) = (recognition["issued_on"]!, recognition["revoked_on"]!)
      // Everything was issued in 2019 to 2021, so nothing has reached its 36 months on the day.
      #expect(issued >= "2019-01-01")
      if issued <= Self.day, revoked.isEmpty || Self.day < revoked {
        facts.recognised.insert(recognition["product_id"]!)
      }
    }
    var floor: [String: String] = [:]
    for store in try rows("stores") {
      floor[store["store_id"]!] = store["floor_id"]!
      if store["opened_on"]! <= Self.day { facts.withStore.insert(store["producer_id"]!) }
    }
    for account in try rows("payment_accounts") where account["opened_on"]! <= Self.day {
      facts.withAccount.insert(account["producer_id"]!)
    }
    for listing in try rows("product_listings") {
      let (seen, ended) = (listing["observed_on"]!, listing["ended_on"]!)
      if !seen.isEmpty, seen <= Self.day, ended.isEmpty || Self.day < ended {
        facts.floors[listing["product_id"]!, default: []].insert(floor[listing["store_id"]!]!)
      }
    }
    for phase in try rows("campaign_phases") {
      for unit in phase["unit_codes"]!.split(separator: ";") { facts.phase[String(unit)] = phase["phase_id"]! }
    }
    return facts
  }

  @Test("61 products are recognised, 11 of them in Chi Lăng, which has the most")
  func recognised() throws {
    let facts = try facts()
    #expect(facts.recognised.count == 61)
    let byDistrict = Dictionary(grouping: facts.recognised) { facts.district[facts.producer[$0]!]! }.mapValues(\.count)
    #expect(byDistrict.count == 11)
    #expect(byDistrict["187"] == 11)
    #expect(byDistrict.filter { $0.key != "187" }.values.allSatisfy { $0 < 11 })
  }

  @Test("40 products are on the floors, 29 of them in the districts of phase 1")
  func listed() throws {
    let facts = try facts()
    let listed = facts.recognised.filter { facts.floors[$0]?.isEmpty == false }
    #expect(listed.count == 40)
    #expect(listed.count { facts.phase[facts.district[facts.producer[$0]!]!] == "phase-1" } == 29)
    #expect(try rows("published_claims").map { $0["value"] } == ["40", "30"])
  }

  @Test("in Chi Lăng every product is on both floors, every producer has a store and an account")
  func chiLang() throws {
    let facts = try facts()
    let products = facts.recognised.filter { facts.district[facts.producer[$0]!] == "187" }
    #expect(products.allSatisfy { facts.floors[$0] == ["voso", "postmart"] })
    let producers = facts.district.filter { $0.value == "187" }.keys
    #expect(producers.count == 8)
    #expect(producers.allSatisfy { facts.withStore.contains($0) && facts.withAccount.contains($0) })
  }

  @Test("the sausage maker opened on postmart in early August and sells about 100 kg a month")
  func sausageMaker() throws {
    let store = try #require(try rows("stores").first { $0["store_id"] == "CH-CL-02-postmart" })
    #expect(store["opened_on"]!.hasPrefix("2021-08-0"))
    let months = try rows("monthly_sales").filter { $0["product_listing_id"] == "DB-CL-03-postmart" }
    #expect(months.map { $0["month"] } == ["2021-08", "2021-09", "2021-10"])
    #expect(months.allSatisfy { (95.0...105.0).contains(Double($0["quantity"]!) ?? 0) })
  }

  @Test("Gia Cát has a store, nothing live, and a plan for the end of November")
  func giaCat() throws {
    let facts = try facts()
    #expect(facts.withStore.contains("CT-CO-01"))
    #expect(facts.floors["SP-CO-01"] == nil)
    let plans = try rows("product_listings").filter { $0["product_id"] == "SP-CO-01" }
    #expect(plans.map { $0["planned_on"] } == ["2021-11-30"])
  }

  @Test("one month of one listing is kept both as a total and as orders")
  func monthKeptTwice() throws {
    let totals = Set(try rows("monthly_sales").map { "\($0["product_listing_id"]!) \($0["month"]!)" })
    let both = try rows("orders").filter {
      totals.contains("\($0["product_listing_id"]!) \($0["ordered_on"]!.prefix(7))")
    }
    #expect(Set(both.map { $0["product_listing_id"] }) == ["DB-CO-03-postmart"])
  }

  @Test("every file of the sample is read without a fault, and no row stands twice")
  func everyFile() throws {
    for collection in RecordCollection.all {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      let path = root.appending(path: "deploy/sample/\(collection.pluralName).csv").path()
      let file = try ImportFile(reading: ImportSource(path: path, collection: collection))
      #expect(file.issues == [])
      #expect(!file.records.isEmpty)
      #expect(Set(file.records).count == file.records.count, "\(collection.pluralName)")
    }
  }
}
