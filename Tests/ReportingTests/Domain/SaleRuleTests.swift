import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Which sales count")
struct SaleRuleTests {
  private func scenario() throws -> Scenario {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
    scenario.product("Na", of: "HTX")
    scenario.listing("L", of: "Na", in: "S", observed: "2021-07-05")
    return scenario
  }

  @Test("orders count from the first phase's first day to the report's day, both included")
  func period() throws {
    var scenario = try scenario()
    scenario.order("before", of: "L", on: "2021-07-19", kg: 1)
    scenario.order("first", of: "L", on: "2021-07-20", kg: 2)
    scenario.order("last", of: "L", on: "2021-11-05", kg: 4)
    scenario.order("after", of: "L", on: "2021-11-06", kg: 8)
    let sales = try scenario.total("2021-11-05").sales
    #expect(sales.orderCount == 2)
    #expect(sales.quantities == ["kg": 6000])
    #expect(sales.revenueDong == 600_000)
    #expect(scenario.reasons(.orders, "2021-11-05") == ["before": .beforeCampaign, "after": .afterAsOf])
    // Without a phase there is no start.
    scenario.facts.phases = []
    #expect(try scenario.total("2021-11-05").sales.orderCount == 3)
  }

  @Test("cancelled and returned orders are counted apart, and an unknown state is no sale")
  func states() throws {
    var scenario = try scenario()
    scenario.order("a", of: "L", on: "2021-08-01", kg: 1)
    scenario.order("b", of: "L", on: "2021-08-01", kg: 1, .cancelled)
    scenario.order("c", of: "L", on: "2021-08-01", kg: 1, .returned)
    scenario.order("d", of: "L", on: "2021-08-01", kg: 1, .unknown)
    let sales = try scenario.total("2021-11-05").sales
    #expect([sales.orderCount, sales.cancelledCount, sales.returnedCount] == [1, 1, 1])
    #expect(sales.revenueDong == 100_000)
    #expect(scenario.reasons(.revenue, "2021-11-05") == ["b": .cancelled, "c": .returned, "d": .notCompleted])
  }

  @Test("a month's total stands for the month's single orders, cancelled ones too, once the month has ended")
  func monthlyTotal() throws {
    var scenario = try scenario()
    scenario.order("a", of: "L", on: "2021-08-10", kg: 3)
    scenario.order("b", of: "L", on: "2021-08-20", kg: 5, .cancelled)
    scenario.total("T", of: "L", in: "2021-08", orders: 40, kg: 100)
    var sales = try scenario.total("2021-08-30").sales
    #expect([sales.orderCount, sales.cancelledCount] == [1, 1])
    #expect(scenario.reasons(.orders, "2021-08-30") == ["T": .monthNotEnded, "b": .cancelled])
    sales = try scenario.total("2021-08-31").sales
    #expect([sales.orderCount, sales.cancelledCount, sales.returnedCount] == [40, 2, 1])
    #expect(sales.quantities == ["kg": 100_000])
    #expect(
      scenario.reasons(.orders, "2021-08-31") == ["a": .coveredByMonthlyTotal, "b": .coveredByMonthlyTotal]
    )
  }

  @Test("a total of a month that began before the campaign does not count; the month's orders within it do")
  func monthOfTheStart() throws {
    var scenario = try scenario()
    scenario.order("a", of: "L", on: "2021-07-25", kg: 3)
    scenario.total("T", of: "L", in: "2021-07", orders: 40, kg: 100)
    #expect(try scenario.total("2021-11-05").sales.orderCount == 1)
    #expect(scenario.reasons(.orders, "2021-11-05") == ["T": .beforeCampaign])
  }

  @Test("of two totals of one month only one counts")
  func duplicateTotals() throws {
    var scenario = try scenario()
    scenario.total("T2", of: "L", in: "2021-08", orders: 40, kg: 100)
    scenario.total("T1", of: "L", in: "2021-08", orders: 30, kg: 90)
    #expect(try scenario.total("2021-11-05").sales.orderCount == 30)
    #expect(scenario.reasons(.orders, "2021-11-05") == ["T2": .duplicateMonthlyTotal])
  }

  @Test("quantities of different units of sale are never added")
  func unitsOfSale() throws {
    var scenario = try scenario()
    scenario.product("Rượu", of: "HTX", unitOfSale: "bottle")
    scenario.listing("L2", of: "Rượu", in: "S", observed: "2021-07-05")
    scenario.order("a", of: "L", on: "2021-08-10", kg: 3)
    scenario.order("b", of: "L2", on: "2021-08-10", kg: 5)
    #expect(try scenario.total("2021-11-05").sales.quantities == ["kg": 3000, "bottle": 5000])
  }

  @Test("sales stay with the producer's unit when the product is no longer recognised")
  func salesOfUnrecognised() throws {
    var scenario = try scenario()
    scenario.facts.recognitions = []
    scenario.order("a", of: "L", on: "2021-08-10", kg: 3)
    let chiLang = RowSelector.unit(phaseID: "phase-1", key: UnitKey(code: "187", validFrom: day("2020-01-01")))
    #expect(try scenario.figures(chiLang, "2021-11-05").sales.orderCount == 1)
  }

  @Test("a sale that arrives years late changes exactly its month")
  func lateSale() throws {
    var scenario = try scenario()
    for month in ["2021-08", "2021-09", "2021-10"] { scenario.order(month, of: "L", on: "\(month)-15", kg: 1) }
    let ends = ["2021-08-31", "2021-09-30", "2021-10-31"]
    let before = try ends.map { try scenario.total($0).sales.revenueDong }
    scenario.order("late", of: "L", on: "2021-09-30", kg: 7)
    let after = try ends.map { try scenario.total($0).sales.revenueDong }
    #expect(zip(after, before).map { $0 - $1 } == [0, 700_000, 700_000])
    #expect(try scenario.total("2021-09-29").sales.revenueDong == before[1])
  }

  @Test("a sum that does not fit is an error, not a wrong figure and not a crash")
  func overflow() throws {
    var scenario = try scenario()
    for id in ["a", "b"] { scenario.order(id, of: "L", on: "2021-08-10", kg: .max / 1_000_000) }
    let huge = scenario.sales[0]
    scenario.sales.append(
      SaleRecord(
        id: "c",
        listingID: "L",
        month: huge.month,
        content: huge.content,
        orderCount: 1,
        quantityThousandths: .max,
        revenueDong: .max
      )
    )
    #expect(throws: FigureOverflow(figure: "quantity")) { try scenario.total("2021-11-05") }
  }

  @Test("a sale whose listing has not arrived is left out and said so")
  func unknownListing() throws {
    var scenario = try scenario()
    scenario.order("a", of: "unheard", on: "2021-08-10", kg: 3)
    #expect(scenario.reasons(.orders, "2021-11-05") == ["a": .unknownProduct])
    #expect(try scenario.total("2021-11-05").sales.orderCount == 0)
  }
}
