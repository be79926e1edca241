import DomainPrimitives
import Testing

@testable import Registry

@Suite("Fields of the registry's records")
struct FieldRuleTests {
  private func producer(
    id: String = "CT-CL-01",
    name: String = "Hợp tác xã na Chi Lăng",
    type: Int = 1,
    registeredOn: String = "2020-01-01",
    endedOn: String = "",
    registrationNumber: String = "",
    mergedInto: String = ""
  ) -> [RuleViolation] {
    var rules = RuleChecker()
    _ = Producer(
      id: id,
      name: name,
      type: type,
      unitCode: "06466",
      registeredOn: registeredOn,
      endedOn: endedOn,
      registrationNumber: registrationNumber,
      mergedIntoProducerID: mergedInto,
      rules: &rules
    )
    return rules.violations
  }

  @Test("a well-formed producer is taken")
  func wellFormed() {
    #expect(producer() == [])
    #expect(producer(id: String(repeating: "a", count: 64), endedOn: "2020-01-01") == [])
    #expect(producer(name: String(repeating: "ự", count: 200)) == [])
  }

  @Test("an identifier is 1 to 64 characters of A-Z a-z 0-9 - _ .")
  func identifiers() {
    for id in ["CT 1", "CT-Đ1", "CT/1", "a\u{0}b", "CT-1\n", String(repeating: "a", count: 65)] {
      #expect(producer(id: id).map(\.reason) == ["bad_identifier"], "\(id.debugDescription)")
    }
    #expect(producer(id: "").map(\.reason) == ["missing"])
  }

  @Test("a name is 1 to 200 characters without control characters")
  func names() {
    #expect(producer(name: "").map(\.reason) == ["missing"])
    #expect(producer(name: " \u{A0} ").map(\.reason) == ["missing"])
    #expect(producer(name: String(repeating: "ự", count: 201)).map(\.reason) == ["too_long"])
    #expect(producer(name: "a" + String(repeating: "\u{301}", count: 2000)).map(\.reason) == ["too_long"])
    for name in ["a\u{0}b", "a\nb", "a\tb", "a\u{2028}b", "a\u{7F}"] {
      #expect(producer(name: name).map(\.reason) == ["control_character"], "\(name.debugDescription)")
    }
  }

  @Test("each of a phase's units is a code by its form, before the store sees it")
  func unitCodesOfPhase() {
    func phase(_ unitCodes: [String]) -> [String] {
      var rules = RuleChecker()
      _ = CampaignPhase(
        id: "phase-1",
        name: "Giai đoạn 1",
        startsOn: "2021-07-20",
        endsBefore: "2021-09-20",
        unitCodes: unitCodes,
        rules: &rules
      )
      return rules.violations.map { "\($0.field) \($0.reason)" }
    }
    #expect(phase(["187", "180"]) == [])
    // An index of PostgreSQL's holds no more than 2704 bytes.
    #expect(phase(["187", String(repeating: "x", count: 5_000)]) == ["unit_codes too_long"])
    #expect(phase(["187", "a\nb"]) == ["unit_codes control_character"])
  }

  @Test("a choice that is not set or not known is refused, and the known ones are named")
  func choices() throws {
    #expect(producer(type: 0).map(\.reason) == ["missing"])
    let unknown = try #require(producer(type: 7).first)
    #expect(unknown.reason == "unknown_value")
    #expect(unknown.description.contains("cooperativeGroup (2)"))
    #expect(producer(type: -1).map(\.reason) == ["unknown_value"])
  }

  @Test("days are real days from 1990 to 2100, in their order")
  func days() {
    #expect(producer(registeredOn: "").map(\.reason) == ["missing"])
    #expect(producer(registeredOn: "01/01/2020").map(\.reason) == ["malformed_date"])
    #expect(producer(registeredOn: "2021-02-29").map(\.reason) == ["day_out_of_range"])
    #expect(producer(registeredOn: "1989-12-31").map(\.reason) == ["date_out_of_range"])
    #expect(producer(endedOn: "2101-01-01").map(\.reason) == ["date_out_of_range"])
    #expect(producer(endedOn: "2019-12-31").map(\.reason) == ["out_of_order"])
  }

  @Test("a registration number is a tax code, never a citizen's number, and what is refused is not said again")
  func registrationNumbers() throws {
    #expect(producer(registrationNumber: "0100047516") == [])
    #expect(producer(registrationNumber: "0100047516-001") == [])
    let citizen = try #require(producer(registrationNumber: "020087123456").first)
    #expect(citizen.field == "registration_number")
    #expect(citizen.reason == "citizen_number")
    #expect(citizen.description.contains("personal data"))
    #expect(!citizen.description.contains("020087123456"))
    #expect(producer(registrationNumber: "0100047517").map(\.reason) == ["wrong_check_digit"])
    #expect(producer(registrationNumber: "0100 047 516").map(\.reason) == ["bad_tax_code"])
  }

  @Test("a producer is not merged into itself")
  func mergedIntoItself() {
    #expect(producer(mergedInto: "CT-CL-02") == [])
    #expect(producer(mergedInto: "CT-CL-01").map(\.reason) == ["merged_into_itself"])
    #expect(producer(mergedInto: "CT 2").map(\.reason) == ["bad_identifier"])
  }

  private func document(
    kind: Int = 1,
    issuedOn: String = "2021-01-01",
    expiresOn: String = "",
    withdrawnOn: String = "",
    reference: String = ""
  ) -> [String] {
    var rules = RuleChecker()
    _ = ProductDocument(
      id: "TL-1",
      productID: "SP-1",
      kind: kind,
      issuedOn: issuedOn,
      expiresOn: expiresOn,
      withdrawnOn: withdrawnOn,
      reference: reference,
      rules: &rules
    )
    return rules.violations.map { "\($0.field) \($0.reason)" }
  }

  @Test("a document's days are in order, and it is withdrawn only before it has run out")
  func documents() {
    #expect(document() == [])
    #expect(document(expiresOn: "2021-01-01", withdrawnOn: "2021-01-01") == [])
    #expect(document(kind: 8) == ["kind unknown_value"])
    #expect(document(issuedOn: "") == ["issued_on missing"])
    #expect(document(expiresOn: "2020-12-31") == ["expires_on out_of_order"])
    #expect(document(withdrawnOn: "2020-12-31") == ["withdrawn_on out_of_order"])
    #expect(document(expiresOn: "2021-06-30", withdrawnOn: "2021-07-01") == ["withdrawn_on out_of_order"])
    #expect(document(reference: String(repeating: "x", count: 301)) == ["reference too_long"])
  }

  @Test("everything that is wrong with a record is said at once")
  func allAtOnce() {
    let fields = producer(id: "", name: "", type: 9, registeredOn: "x", endedOn: "y").map(\.field)
    #expect(fields == ["producer_id", "name", "type", "registered_on", "ended_on"])
  }

  @Test("a refused value is shown cut and without control characters")
  func shownValues() throws {
    let hostile = "\u{1B}[31m" + String(repeating: "x", count: 500)
    let violation = try #require(producer(id: hostile).first)
    #expect(violation.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    #expect(violation.description.count < 250)
  }

  private func product(
    windows: [(firstMonth: Int, lastMonth: Int)] = [],
    exceptions: [(firstMonth: String, lastMonth: String, isInSeason: Bool)] = [],
    gtin: String = ""
  ) -> [RuleViolation] {
    var rules = RuleChecker()
    _ = Product(
      id: "SP-1",
      producerID: "CT-1",
      name: "Na",
      group: 1,
      unitOfSale: "kg",
      seasonWindows: windows,
      seasonExceptions: exceptions,
      gtin: gtin,
      rules: &rules
    )
    return rules.violations
  }

  @Test("a season is made of months from 1 to 12")
  func seasons() {
    #expect(product(windows: []) == [])
    #expect(product(windows: [(7, 11), (12, 2)]) == [])
    #expect(product(windows: [(0, 3), (1, 13)]).map(\.field) == ["season_windows", "season_windows"])
    #expect(product(windows: Array(repeating: (1, 2), count: 13)).map(\.reason) == ["too_many"])
  }

  @Test("season exceptions are months in order, at most 60")
  func seasonExceptions() {
    #expect(product(exceptions: [("2022-10", "2022-11", true), ("2022-11", "2022-11", false)]) == [])
    #expect(product(exceptions: [("2022-11", "2022-10", true)]).map(\.reason) == ["ends_before_start"])
    #expect(product(exceptions: [("2022-13", "2022-10", true)]).map(\.reason) == ["month_out_of_range"])
    #expect(product(exceptions: [("", "2022-10", true)]).map(\.reason) == ["malformed_date"])
    #expect(product(exceptions: [("1989-12", "2022-10", true)]).map(\.reason) == ["date_out_of_range"])
    #expect(product(exceptions: Array(repeating: ("2022-10", "2022-11", true), count: 60)) == [])
    let tooMany = product(exceptions: Array(repeating: ("2022-10", "2022-11", true), count: 61))
    #expect(tooMany.map(\.reason) == ["too_many"])
    #expect(tooMany.map(\.field) == ["season_exceptions"])
  }

  @Test("a GTIN has 8, 12, 13 or 14 digits and a check digit that fits")
  func tradeItemNumbers() {
    for number in ["96385074", "614141000036", "8938505974194", "18938505974191", "2000000000015"] {
      #expect(product(gtin: number) == [], "\(number)")
    }
    for number in ["9638507", "893850597419", "89385059741940", "8938505974195"] {
      #expect(product(gtin: number).count == 1, "\(number)")
    }
    #expect(product(gtin: "8938505974195").map(\.reason) == ["wrong_check_digit"])
    #expect(product(gtin: "0000000000000").map(\.reason) == ["bad_gtin"])
    #expect(product(gtin: "893850597419a").map(\.reason) == ["bad_gtin"])
  }

  @Test("a unit's code has 2, 3 or 5 digits by its level, so that lost leading zeros are noticed")
  func unitCodes() {
    func reasons(code: String, kind: Int, parent: String) -> [String] {
      var rules = RuleChecker()
      _ = UnitRules.unit(
        code: code,
        name: "Xã Mai Sao",
        kind: kind,
        parentCode: parent,
        validFrom: "2020-01-01",
        validTo: "",
        rules: &rules
      )
      return rules.violations.map(\.reason)
    }
    #expect(reasons(code: "06484", kind: 6, parent: "187") == [])
    #expect(reasons(code: "6484", kind: 6, parent: "187") == ["bad_unit_code"])
    #expect(reasons(code: "187", kind: 6, parent: "20") == ["bad_unit_code"])
    #expect(reasons(code: "187", kind: 3, parent: "") == ["missing"])
    #expect(reasons(code: "20", kind: 1, parent: "") == [])
    #expect(reasons(code: "20", kind: 1, parent: "20") == ["must_be_empty"])
  }
}
