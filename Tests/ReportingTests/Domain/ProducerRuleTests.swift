import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Which producers count, have a store, have an account")
struct ProducerRuleTests {
  @Test("every registered producer counts, with or without a recognised product, until the day before it ends")
  func producers() throws {
    var scenario = try Scenario()
    scenario.producer("A", from: "2021-08-01")
    scenario.producer("B", ended: "2021-09-01")
    #expect(try scenario.total("2021-07-31").producers == 1)
    #expect(try scenario.total("2021-08-31").producers == 2)
    #expect(scenario.reasons(.producers, "2021-09-01") == ["B": .ended])
    #expect(scenario.reasons(.producers, "2021-07-31") == ["A": .notYetRegistered])
  }

  @Test("a store counts from its opening to the day before it closes, on any floor, however many there are")
  func stores() throws {
    var scenario = try Scenario()
    scenario.producer("A")
    scenario.store("S1", of: "A", on: "voso", from: "2021-08-01", closed: "2021-09-01")
    scenario.store("S2", of: "A", on: "postmart", from: "2021-08-05", closed: "2021-10-01")
    #expect(scenario.reasons(.producersWithStore, "2021-07-31") == ["A": .noStore])
    for date in ["2021-08-01", "2021-08-20", "2021-09-30"] {
      #expect(try scenario.total(date).producersWithStore == 1)
    }
    #expect(scenario.reasons(.producersWithStore, "2021-10-01") == ["A": .storeClosed])
  }

  @Test("an account counts from its opening to the day before it closes")
  func accounts() throws {
    var scenario = try Scenario()
    scenario.producer("A")
    scenario.account(of: "A", from: "2021-08-01", closed: "2021-09-01")
    #expect(scenario.reasons(.producersWithPaymentAccount, "2021-07-31") == ["A": .noAccount])
    #expect(try scenario.total("2021-08-31").producersWithPaymentAccount == 1)
    #expect(scenario.reasons(.producersWithPaymentAccount, "2021-09-01") == ["A": .accountClosed])
  }

  @Test("a producer that ended has no store in the figures, even while the store is open")
  func endedProducer() throws {
    var scenario = try Scenario()
    scenario.producer("A", ended: "2021-09-01")
    scenario.store("S1", of: "A", on: "voso", from: "2021-08-01")
    #expect(scenario.reasons(.producersWithStore, "2021-09-01") == ["A": .ended])
  }

  @Test("no data is not 0: without producers and products the denominators are 0, and rows are there all the same")
  func noData() throws {
    let rows = try Scenario().count("2021-11-05").rows()
    #expect(rows.count == 11 + 2 + 1)
    #expect(rows.allSatisfy { $0.figures.isEmpty && $0.figures.productsRecognised == 0 && $0.figures.producers == 0 })
  }
}
