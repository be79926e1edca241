import DomainPrimitives
import Testing

@testable import Listing

@Suite("What a product lacks before it can be sold on a floor")
struct ReadinessChecklistTests {
  private func items(
    _ product: ProductProfile,
    wants: [FloorRequirement] = [],
    stores: [Store] = [],
    accounts: [PaymentAccount] = [],
    on day: String
  ) throws -> [ReadinessKind: ReadinessItem] {
    let checklist = ReadinessChecklist(
      product: product,
      rules: CertificateRules(recorded: []),
      floor: DatedFacts.floor(wants: wants),
      stores: stores,
      accounts: accounts
    )
    let items = checklist.items(on: try DatedFacts.day(day))
    #expect(items.map(\.kind) == ReadinessKind.allCases)
    return Dictionary(uniqueKeysWithValues: items.map { ($0.kind, $0) })
  }

  @Test("of a product of which nothing is there, everything is missing, and each line says who has to do what")
  func nothing() throws {
    let items = try items(DatedFacts.product(), wants: [.label], on: "2021-11-05")
    for (kind, item) in items {
      // It can be had all year.
      #expect(item.isSatisfied == (kind == .season), "\(kind)")
      #expect(item.isRequired == [.season, .store, .label].contains(kind), "\(kind)")
      if let advice = item.advice { #expect(!advice.vietnamese.isEmpty && !advice.english.isEmpty) }
    }
    #expect(items[.store]?.advice?.party == .office)
  }

  @Test("what is there tells since when, and until when it holds")
  func everything() throws {
    let documents = try DocumentKind.allCases.map { kind in
      KnownDocument(
        kind: kind,
        issuedOn: try DatedFacts.day("2021-02-01"),
        expiresOn: kind == .label ? nil : try DatedFacts.day("2022-01-31"),
        withdrawnOn: nil
      )
    }
    let product = DatedFacts.product(
      seasons: try DatedFacts.seasons([(10, 12)]),
      recognitions: [try DatedFacts.recognition("2020-12-25")],
      documents: documents,
      gtin: "8938505974194"
    )
    let account = PaymentAccount(
      id: "TK-1",
      producerID: "CT-1",
      provider: "PostPay",
      openedOn: try DatedFacts.day("2021-08-03"),
      closedOn: nil
    )
    let items = try items(
      product,
      wants: FloorRequirement.allCases,
      stores: [try DatedFacts.store(opened: "2021-08-01")],
      accounts: [account],
      on: "2021-11-05"
    )
    #expect(items.values.allSatisfy { $0.isSatisfied && $0.isRequired })
    func days(_ kind: ReadinessKind) -> [String] {
      [items[kind]?.since, items[kind]?.expiresOn].map { $0?.description ?? "" }
    }
    #expect(days(.recognition) == ["2020-12-25", "2023-12-25"])
    #expect(days(.season) == ["2021-10-01", "2021-12-31"])
    #expect(days(.store) == ["2021-08-01", ""])
    #expect(days(.paymentAccount) == ["2021-08-03", ""])
    #expect(days(.label) == ["2021-02-01", ""])
    #expect(days(.testReport) == ["2021-02-01", "2022-01-31"])
  }

  @Test("what has run out is told apart from what never was")
  func lapsed() throws {
    let product = DatedFacts.product(
      seasons: try DatedFacts.seasons([(7, 9)]),
      recognitions: [try DatedFacts.recognition("2018-06-01")],
      documents: [
        KnownDocument(
          kind: .foodSafety,
          issuedOn: try DatedFacts.day("2020-01-01"),
          expiresOn: try DatedFacts.day("2021-01-01"),
          withdrawnOn: nil
        )
      ]
    )
    let items = try items(
      product,
      stores: [try DatedFacts.store(opened: "2021-07-01", closed: "2021-11-05"), try DatedFacts.store(on: "postmart")],
      on: "2021-11-05"
    )
    #expect(items[.recognition]?.expiresOn?.description == "2021-06-01")
    #expect(items[.recognition]?.advice == ReadinessAdvice.lapsed(.recognition))
    #expect(items[.foodSafety]?.expiresOn?.description == "2021-01-01")
    #expect(items[.foodSafety]?.advice == ReadinessAdvice.lapsed(.foodSafety))
    #expect(items[.label]?.advice == ReadinessAdvice.missing(.label))
    #expect(items[.season]?.opensOn?.description == "2022-07-01")
    // On the day it closes a store is no longer open; one on another floor does not help.
    #expect(items[.store]?.isSatisfied == false)
  }
}
