import DomainPrimitives
import Testing

@testable import Registry

/// Inspections and findings, requests for help, versions of targets: their own fields and the days between them.
@Suite("Inspections, requests and targets")
struct InspectionRuleTests {
  private func inspection(product: String = "", on day: String = "2021-08-18") throws -> Inspection {
    var rules = RuleChecker()
    return try #require(
      Inspection(
        id: "GS-1",
        producerID: "CT-1",
        productID: product,
        inspectedOn: day,
        subject: 2,
        inspectedBy: "Chi cục Phát triển nông thôn",
        rules: &rules
      )
    )
  }

  private func finding(
    severity: Int = 2,
    due: String = "2021-09-18",
    followed: String = "",
    rules: inout RuleChecker
  ) -> InspectionFinding? {
    InspectionFinding(
      id: "PH-1",
      inspectionID: "GS-1",
      severity: severity,
      description: "Nhãn chưa ghi hạn sử dụng",
      followUpDueOn: due,
      followedUpOn: followed,
      followUp: "",
      rules: &rules
    )
  }

  @Test("a major or critical finding is to be mended by a day, a minor one may be")
  func dueDays() {
    for (severity, isNeeded) in [(1, false), (2, true), (3, true)] {
      var rules = RuleChecker()
      _ = finding(severity: severity, due: "", rules: &rules)
      #expect(rules.violations.map { "\($0.field) \($0.reason)" } == (isNeeded ? ["follow_up_due_on missing"] : []))
    }
  }

  @Test("a finding is due and mended not before it was found, also when its inspection is moved")
  func order() throws {
    let facts = FixedFacts(inspections: [try inspection()])
    func faults(due: String, followed: String) throws -> [String] {
      var rules = RuleChecker()
      let finding = try #require(self.finding(due: due, followed: followed, rules: &rules))
      return try RegistryRules(facts: facts).violations(of: .inspectionFinding(finding), previous: nil)
        .map { "\($0.field) \($0.reason)" }
    }
    #expect(try faults(due: "2021-08-18", followed: "2021-08-18") == [])
    #expect(try faults(due: "2021-08-17", followed: "") == ["follow_up_due_on out_of_order"])
    #expect(try faults(due: "2021-09-18", followed: "2021-08-17") == ["followed_up_on out_of_order"])
    var rules = RuleChecker()
    let stored = try #require(finding(followed: "2021-09-01", rules: &rules))
    let moved = try inspection(on: "2021-09-02")
    let after = FixedFacts(inspections: [moved], findings: [stored])
    let violations = try RegistryRules(facts: after).violations(
      of: .inspection(moved),
      previous: .inspection(try inspection())
    )
    #expect(violations.map { "\($0.field) \($0.reason)" } == ["inspected_on out_of_order"])
  }

  @Test("a finding is of an inspection that there is, and an inspection looks at a product of its producer")
  func references() throws {
    var rules = RuleChecker()
    let finding = try #require(self.finding(rules: &rules))
    let lonely = try RegistryRules(facts: FixedFacts()).violations(of: .inspectionFinding(finding), previous: nil)
    #expect(lonely.map(\.reason) == ["unknown_inspection"])
    func faults(maker: String?) throws -> [String] {
      let product = Product(
        id: "SP-1",
        producerID: maker ?? "",
        name: "Na",
        group: 1,
        unitOfSale: "kg",
        seasonWindows: [],
        rules: &rules
      )
      let facts = FixedFacts(products: [product].compactMap { $0 })
      return try RegistryRules(facts: facts)
        .violations(of: .inspection(try inspection(product: "SP-1")), previous: nil)
        .map(\.reason)
    }
    #expect(try faults(maker: "CT-1") == [])
    #expect(try faults(maker: "CT-2") == ["product_of_another"])
    #expect(try faults(maker: nil) == ["unknown_product"])
  }

  @Test("who makes a product is not told to an importer that does not reach it")
  func secretMaker() throws {
    var rules = RuleChecker()
    let product = Product(
      id: "SP-1",
      producerID: "CT-secret",
      name: "Na",
      group: 1,
      unitOfSale: "kg",
      seasonWindows: [],
      rules: &rules
    )
    let inspection = try inspection(product: "SP-1")
    for isReached in [true, false] {
      let facts = FixedFacts(products: [product].compactMap { $0 }, isEverythingReached: isReached)
      let violation = try RegistryRules(facts: facts).violations(of: .inspection(inspection), previous: nil).first
      #expect(violation?.reason == "product_of_another")
      #expect(violation?.description.contains("CT-secret") == isReached)
    }
  }

  @Test("a request has an assignee and the day it was given, or neither, and its days follow one another")
  func assignment() {
    func faults(assignee: String, assigned: String, done: String = "") -> [String] {
      var rules = RuleChecker()
      _ = SupportRequest(
        id: "DN-1",
        producerID: "CT-1",
        kind: 9,
        requestedOn: "2021-07-20",
        dueOn: "2021-07-30",
        doneOn: done,
        outcome: "",
        assignee: assignee,
        assignedOn: assigned,
        rules: &rules
      )
      return rules.violations.map { "\($0.field) \($0.reason)" }
    }
    let office = "Phòng Kinh tế xã Chi Lăng"
    #expect(faults(assignee: "", assigned: "") == [])
    #expect(faults(assignee: office, assigned: "2021-07-20", done: "2021-07-20") == [])
    #expect(faults(assignee: office, assigned: "") == ["assigned_on missing"])
    #expect(faults(assignee: "", assigned: "2021-07-21") == ["assignee missing"])
    #expect(faults(assignee: office, assigned: "2021-07-19") == ["assigned_on out_of_order"])
    #expect(faults(assignee: office, assigned: "2021-07-25", done: "2021-07-24") == ["done_on out_of_order"])
    #expect(faults(assignee: office, assigned: "2021-08-02") == [], "handed over late is no fault of the record")
  }

  @Test("of two targets for the same phase, unit and indicator the later holds; on one day there is only one")
  func targetVersions() throws {
    var rules = RuleChecker()
    let phase = try #require(
      CampaignPhase(
        id: "phase-1",
        name: "Giai đoạn 1",
        startsOn: "2021-07-20",
        endsBefore: "2021-09-20",
        unitCodes: ["187"],
        rules: &rules
      )
    )
    func target(_ id: String, percent: Int = 100, unit: String = "", decided: String = "") -> CampaignTarget? {
      CampaignTarget(
        id: id,
        phaseID: "phase-1",
        unitCode: unit,
        indicator: 5,
        percent: percent,
        source: "Kế hoạch",
        decidedOn: decided,
        rules: &rules
      )
    }
    let first = try #require(target("MT-1"))
    func faults(_ next: CampaignTarget?) throws -> [String] {
      let next = try #require(next)
      let facts = FixedFacts(phases: [phase], targets: [first, next])
      return try RegistryRules(facts: facts).violations(of: .campaignTarget(next), previous: nil).map(\.reason)
    }
    #expect(try faults(target("MT-2")) == ["target_repeated"])
    #expect(try faults(target("MT-2", decided: "2021-07-20")) == ["target_repeated"], "the phase's first day")
    #expect(try faults(target("MT-2", decided: "2021-08-15")) == [])
    #expect(try faults(target("MT-2", unit: "187")) == [])
    #expect(try faults(target("MT-2", decided: "2021-09-20")) == ["after_phase"])
  }
}
