import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// Goal: whoever the map no longer tells the place of is to be placed, on every day on which that is so and on no
/// other. Method: DD of `ScopeScenario` in 06040, split on 2024-12-01, and BX in 06622, split on 2025-07-01, among
/// producers of units that went into others as a whole; and made-up reforms that follow one another.
@Suite("Tasks to place producers of split units")
struct PlacingTaskTests {
  /// "id, from, due, urgency, who" of the tasks to place a producer on a day.
  private func open(
    _ registry: RegistryUnderTest,
    on day: String,
    size: UInt32 = 0,
    _ fill: (inout CommonV1.ListTasksRequest) -> Void = { _ in }
  ) async throws -> [String] {
    try await tasks(registry, on: day, size: size, fill).map { task in
      let urgency = RegistryTask.Urgency(rawValue: Int(task.urgency.rawValue)).map { "\($0)" } ?? "?"
      let actor = RegistryTask.Actor(rawValue: Int(task.actor.rawValue)).map { "\($0)" } ?? "?"
      return "\(task.taskID), \(task.openedOn), \(task.dueOn), \(urgency), \(actor)"
    }
  }

  private func tasks(
    _ registry: RegistryUnderTest,
    on day: String,
    size: UInt32 = 0,
    _ fill: (inout CommonV1.ListTasksRequest) -> Void = { _ in }
  ) async throws -> [CommonV1.Task] {
    var request = CommonV1.ListTasksRequest()
    request.asOf = day
    request.kinds = [.placeProducer]
    fill(&request)
    var found: [CommonV1.Task] = []
    repeat {
      var page = CommonV1.PageRequest()
      page.pageSize = size
      page.pageToken = request.page?.pageToken ?? ""
      request.page = page
      let answer = try await registry.client.listTasks(request)
      found += answer.tasks
      request.page?.pageToken = answer.nextPageToken
    } while request.page?.pageToken.isEmpty == false
    return found
  }

  private func ids(
    _ registry: RegistryUnderTest,
    on day: String,
    size: UInt32 = 0,
    _ fill: (inout CommonV1.ListTasksRequest) -> Void = { _ in }
  ) async throws -> [String] {
    try await tasks(registry, on: day, size: size, fill).map(\.taskID)
  }

  private static let both = ["place_producer/BX/2025-07-01", "place_producer/DD/2024-12-01"]

  /// Communes of a province, each a code with its first day and the day after its last, and what became of them.
  private func registry(
    _ communes: [(code: String, from: String, to: String)],
    _ successions: [(from: String, to: String, change: RegistryV1.SuccessionChange)],
    producer unit: String
  ) async throws -> RegistryUnderTest {
    let registry = try RegistryUnderTest()
    var records = [Sample.unit("20", "Tỉnh Lạng Sơn", .province, parent: "")]
    records += communes.map { Sample.unit($0.code, "Xã \($0.code)", .commune, parent: "20", from: $0.from, to: $0.to) }
    records += successions.map { Sample.succession(from: $0.from, to: $0.to, $0.change) }
    records.append(Sample.producer("CT-1", unit: unit))
    let summary = try await registry.importing(records)
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
    return registry
  }

  @Test("a split unit's producer is to be placed by the province within 30 days of the split, a merged unit's is not")
  func opened() async throws {
    let registry = try await ScopeScenario().registry
    #expect(try await open(registry, on: "2024-11-30") == [])
    let ofDD = "place_producer/DD/2024-12-01, 2024-12-01, 2024-12-31"
    #expect(try await open(registry, on: "2024-12-01") == ["\(ofDD), dueSoon, province"])
    #expect(try await open(registry, on: "2024-12-31") == ["\(ofDD), dueSoon, province"])
    #expect(try await open(registry, on: "2025-01-01") == ["\(ofDD), overdue, province"])
    #expect(try await ids(registry, on: "2025-06-30") == ["place_producer/DD/2024-12-01"])
    // The district and its other communes ended on that day as well, each in one piece.
    let ofBX = "place_producer/BX/2025-07-01, 2025-07-01, 2025-07-31"
    #expect(
      try await open(registry, on: "2025-07-01") == ["\(ofBX), dueSoon, province", "\(ofDD), overdue, province"]
    )
  }

  @Test("the task says in both languages what was split, when, and into what, as a placement has to name it")
  func text() async throws {
    let registry = try await ScopeScenario().registry
    let task = try #require(try await tasks(registry, on: "2025-07-01").first)
    #expect(task.producerID == "BX" && task.unitCode == "06622" && task.productID.isEmpty && task.assignee.isEmpty)
    #expect(
      task.whatVietnamese == "Xếp chủ thể BX vào đơn vị mới: Xã Bính Xá 06622@2020-01-01 đã chia ngày 2025-07-01 thành "
        + "Xã Đình Lập 06613@2025-07-01, Xã Kiên Mộc 06625@2025-07-01"
    )
    #expect(
      task.whatEnglish == "Place producer BX in a new unit: Xã Bính Xá 06622@2020-01-01 was split on 2025-07-01 into "
        + "Xã Đình Lập 06613@2025-07-01, Xã Kiên Mộc 06625@2025-07-01"
    )
  }

  @Test("a placement closes it from the day of the decision on, and no other producer's")
  func placed() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    let placement = PlacementTests.placement(of: "BX", in: "06613", from: "2025-07-01", decidedOn: "2025-08-01")
    #expect(try await registry.importing([placement]).applied)
    #expect(try await ids(registry, on: "2025-07-31") == Self.both)
    #expect(try await ids(registry, on: "2025-08-01") == ["place_producer/DD/2024-12-01"])
  }

  @Test("a producer that has ended has none: never if it ended before the split, not from its end on if later")
  func ended() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    #expect(try await registry.importing([Sample.producer("DD", unit: "06040", ended: "2024-12-01")]).applied)
    #expect(try await registry.importing([Sample.producer("BX", unit: "06622", ended: "2025-07-15")]).applied)
    #expect(try await ids(registry, on: "2024-12-01") == [])
    #expect(try await ids(registry, on: "2025-07-14") == ["place_producer/BX/2025-07-01"])
    #expect(try await ids(registry, on: "2025-07-15") == [])
  }

  @Test("a producer whose unit is corrected to one that was not split has none")
  func corrected() async throws {
    let registry = try await ScopeScenario(on: "2026-01-01").registry
    #expect(try await registry.importing([Sample.producer("BX", unit: "06463")]).applied)
    #expect(try await ids(registry, on: "2025-07-01") == ["place_producer/DD/2024-12-01"])
  }

  @Test("it comes page by page after the other kinds, and can be asked for by unit, actor, producer and urgency")
  func filters() async throws {
    let registry = try await ScopeScenario().registry
    let day = "2025-07-01"
    #expect(try await ids(registry, on: day, size: 1) == Self.both)
    #expect(try await Array(ids(registry, on: day, size: 2) { $0.kinds = [] }.suffix(2)) == Self.both)
    #expect(try await ids(registry, on: day) { $0.kinds = [.renewRecognition] } == [])
    #expect(try await ids(registry, on: day) { $0.unitCode = "20" } == Self.both)
    #expect(try await ids(registry, on: day) { $0.unitCode = "06613" } == [], "nobody knows that it lies there")
    #expect(try await ids(registry, on: "2024-12-01") { $0.unitCode = "180" } == ["place_producer/DD/2024-12-01"])
    #expect(try await ids(registry, on: "2024-12-01") { $0.unitCode = "187" } == [])
    #expect(try await ids(registry, on: day) { $0.actor = .province } == Self.both)
    #expect(try await ids(registry, on: day) { $0.actor = .office } == [])
    #expect(try await ids(registry, on: day) { $0.assignee = "Phòng Nông nghiệp" } == [])
    #expect(try await ids(registry, on: day) { $0.producerID = "BX" } == ["place_producer/BX/2025-07-01"])
    #expect(try await ids(registry, on: day) { $0.overdueOnly = true } == ["place_producer/DD/2024-12-01"])
  }

  @Test("the province sees all, a producer its own, and a commune that received a part none before it is placed there")
  func scope() async throws {
    let scenario = try await ScopeScenario(on: "2026-01-01")
    func seen(by caller: Caller) async throws -> [String] {
      try await ids(scenario.registry.called(by: caller), on: "2026-01-01")
    }
    #expect(try await seen(by: .office("20@2020-01-01")) == Self.both)
    #expect(try await seen(by: .producer("BX")) == ["place_producer/BX/2025-07-01"])
    #expect(try await seen(by: .office("06613@2025-07-01")) == [])
    #expect(try await seen(by: .office("06625@2025-07-01")) == [])
  }

  @Test("a unit that went as a whole into one that was split later leaves its producer open from the split on")
  func mergedThenSplit() async throws {
    let registry = try await registry(
      [
        ("10000", "2020-01-01", "2022-01-01"), ("10001", "2020-01-01", "2024-12-01"),
        ("10002", "2020-01-01", "2025-07-01"), ("10003", "2025-07-01", ""), ("10004", "2025-07-01", ""),
      ],
      [
        ("10000@2020-01-01", "10001@2020-01-01", .merged), ("10001@2020-01-01", "10002@2020-01-01", .merged),
        ("10002@2020-01-01", "10003@2025-07-01", .split), ("10002@2020-01-01", "10004@2025-07-01", .split),
      ],
      producer: "10000"
    )
    #expect(try await ids(registry, on: "2025-06-30") == [])
    #expect(try await ids(registry, on: "2025-07-01") == ["place_producer/CT-1/2025-07-01"])
    let text = try #require(try await tasks(registry, on: "2025-07-01").first).whatEnglish
    #expect(text.contains("Xã 10002 10002@2020-01-01 was split on 2025-07-01"))
  }

  @Test("where all parts came together again the map tells the place, and nothing is to be done")
  func splitThenMerged() async throws {
    let registry = try await registry(
      [
        ("10001", "2020-01-01", "2024-12-01"), ("10002", "2024-12-01", "2025-07-01"),
        ("10003", "2024-12-01", "2025-07-01"), ("10004", "2025-07-01", ""),
      ],
      [
        ("10001@2020-01-01", "10002@2024-12-01", .split), ("10001@2020-01-01", "10003@2024-12-01", .split),
        ("10002@2024-12-01", "10004@2025-07-01", .merged), ("10003@2024-12-01", "10004@2025-07-01", .merged),
      ],
      producer: "10001"
    )
    #expect(try await ids(registry, on: "2025-06-30") == ["place_producer/CT-1/2024-12-01"])
    #expect(try await ids(registry, on: "2025-07-01") == [])
  }

  @Test("what a producer was placed in may be split again: that is a task of its own, with its own placement")
  func splitAgain() async throws {
    let registry = try await registry(
      [
        ("10001", "2020-01-01", "2024-12-01"), ("10002", "2024-12-01", "2025-07-01"), ("10003", "2024-12-01", ""),
        ("10004", "2025-07-01", ""), ("10005", "2025-07-01", ""),
      ],
      [
        ("10001@2020-01-01", "10002@2024-12-01", .split), ("10001@2020-01-01", "10003@2024-12-01", .split),
        ("10002@2024-12-01", "10004@2025-07-01", .split), ("10002@2024-12-01", "10005@2025-07-01", .split),
      ],
      producer: "10001"
    )
    #expect(try await ids(registry, on: "2025-07-01") == ["place_producer/CT-1/2024-12-01"])
    let first = PlacementTests.placement("DC-1", of: "CT-1", in: "10002", from: "2024-12-01", decidedOn: "2025-01-15")
    #expect(try await registry.importing([first]).applied)
    #expect(try await ids(registry, on: "2025-06-30") == [])
    #expect(try await ids(registry, on: "2025-07-01") == ["place_producer/CT-1/2025-07-01"])
    let second = PlacementTests.placement("DC-2", of: "CT-1", in: "10005", from: "2025-07-01", decidedOn: "2025-07-20")
    #expect(try await registry.importing([second]).applied)
    #expect(try await ids(registry, on: "2025-07-19") == ["place_producer/CT-1/2025-07-01"])
    #expect(try await ids(registry, on: "2025-07-20") == [])
    #expect(try await ids(registry, on: "2025-01-14") == ["place_producer/CT-1/2024-12-01"])
  }

  @Test("where nobody has recorded what a unit became there is nothing to choose, and no task")
  func unknownSuccession() async throws {
    let registry = try await registry(
      [("10001", "2020-01-01", "2024-12-01"), ("10002", "2024-12-01", "2025-07-01"), ("10003", "2024-12-01", "")],
      [
        ("10001@2020-01-01", "10002@2024-12-01", .split), ("10001@2020-01-01", "10003@2024-12-01", .split),
      ],
      producer: "10001"
    )
    #expect(try await ids(registry, on: "2025-07-01") == ["place_producer/CT-1/2024-12-01"])
    let placement = PlacementTests.placement(of: "CT-1", in: "10002", from: "2024-12-01", decidedOn: "2025-01-15")
    #expect(try await registry.importing([placement]).applied)
    #expect(try await ids(registry, on: "2025-07-01") == [])
  }

  @Test("units that follow one another in a circle, which no import lets in, are not followed for ever")
  func circle() throws {
    let (first, second) = (
      UnitKey(code: "10001", validFrom: try CivilDate(parsing: "2020-01-01")),
      UnitKey(code: "10002", validFrom: try CivilDate(parsing: "2020-01-01"))
    )
    let ended = try CivilDate(parsing: "2025-07-01")
    let geography = AdministrativeGeography(
      units: [first, second].map {
        AdministrativeUnit(key: $0, name: "Xã", kind: .commune, parentCode: nil, validTo: ended)
      },
      successions: [
        UnitSuccession(from: first, to: second, change: .merged),
        UnitSuccession(from: second, to: first, change: .merged),
      ]
    )
    let producer = Producer(
      id: "CT-1",
      name: "Hợp tác xã",
      type: .cooperative,
      unitCode: "10001",
      registeredOn: first.validFrom,
      endedOn: nil,
      mergedIntoProducerID: nil
    )
    #expect(OpenSplit(of: producer, placements: [], on: ended, geography: geography) == nil)
  }
}
