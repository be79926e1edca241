import Messages
import Testing

@testable import Registry

@Suite("Bar codes and documents of products")
struct ProductRuleTests {
  private func registry() async throws -> RegistryUnderTest {
    let registry = try await RegistryUnderTest.withUnits()
    let records = [
      Sample.producer("CT-1"), Sample.product("SP-1", of: "CT-1"), Sample.product("SP-2", of: "CT-1"),
    ]
    try #require(try await registry.importing(records).applied)
    return registry
  }

  @Test("a bar code is one product's, in whatever form it is written")
  func tradeItemNumbers() async throws {
    let registry = try await registry()
    #expect(try await registry.faults([Sample.product("SP-1", of: "CT-1", gtin: "614141000036")]) == [])
    let refused = try await registry.importing([Sample.product("SP-2", of: "CT-1", gtin: "0614141000036")]).violations
    #expect(refused.map { "\($0.field) \($0.reason)" } == ["gtin gtin_taken"])
    #expect(refused.first?.description.contains("SP-1") == true)
    // Handed over in one import.
    let handedOver = [
      Sample.product("SP-2", of: "CT-1", gtin: "0614141000036"), Sample.product("SP-1", of: "CT-1"),
    ]
    #expect(try await registry.faults(handedOver) == [])
  }

  @Test("a document is of a product that is there")
  func reference() async throws {
    let registry = try await registry()
    #expect(try await registry.faults([Sample.document("TL-1", of: "SP-9")]) == ["0 product_id unknown_product"])
  }

  @Test(
    "documents of one kind and reference follow each other; what differs in its reference may hold at the same time",
    arguments: [
      // The second document beside one of food safety that holds from 2020-11-10 to 2023-11-09.
      ("2023-11-10", "", RegistryV1.DocumentKind.foodSafety, "Giấy chứng nhận", "SP-1", [String]()),
      ("2023-11-09", "", .foodSafety, "Giấy chứng nhận", "SP-1", ["0 issued_on document_twice"]),
      ("2019-01-01", "2020-11-09", .foodSafety, "Giấy chứng nhận", "SP-1", []),
      ("2019-01-01", "2020-11-10", .foodSafety, "Giấy chứng nhận", "SP-1", ["0 issued_on document_twice"]),
      ("2019-01-01", "", .foodSafety, "Giấy chứng nhận", "SP-1", ["0 issued_on document_twice"]),
      ("2021-01-01", "", .foodSafety, "Giấy khác", "SP-1", []),
      ("2021-01-01", "", .label, "Giấy chứng nhận", "SP-1", []),
      ("2021-01-01", "", .foodSafety, "Giấy chứng nhận", "SP-2", []),
    ]
  )
  func overlaps(
    from: String,
    to: String,
    kind: RegistryV1.DocumentKind,
    reference: String,
    product: String,
    expected: [String]
  ) async throws {
    let registry = try await registry()
    #expect(try await registry.faults([Sample.document("TL-1", of: "SP-1")]) == [])
    let second = Sample.document("TL-2", of: product, kind, from: from, to: to, reference: reference)
    #expect(try await registry.faults([second]) == expected)
  }

  @Test("a document that was withdrawn makes room for its renewal from that day on, in the same import")
  func withdrawn() async throws {
    let registry = try await registry()
    #expect(try await registry.faults([Sample.document("TL-1", of: "SP-1")]) == [])
    let renewal = Sample.document("TL-2", of: "SP-1", from: "2022-01-01", to: "2024-12-31")
    #expect(try await registry.faults([renewal]) == ["0 issued_on document_twice"])
    #expect(try await registry.faults([renewal, Sample.document("TL-1", of: "SP-1", withdrawn: "2022-01-01")]) == [])
    // Bringing the old one back contradicts the renewal, whichever is changed.
    #expect(try await registry.faults([Sample.document("TL-1", of: "SP-1")]) == ["0 issued_on document_twice"])
    // One that was withdrawn on its first day never held.
    let never = Sample.document("TL-3", of: "SP-1", from: "2022-06-01", withdrawn: "2022-06-01")
    #expect(try await registry.faults([never]) == [])
  }
}
