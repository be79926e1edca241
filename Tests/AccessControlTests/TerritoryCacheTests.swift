import DomainPrimitives
import Storage
import StorageTestSupport
import Synchronization
import Testing

@testable import AccessControl
@testable import Feed

/// Goal: what is remembered of offices is read again just when it may have changed. Method: a source that counts what
/// is read of it, and says what it is told to say.
@Suite("What is remembered of offices")
struct TerritoryCacheTests {
  private final class FakeSource: Sendable {
    struct State {
      var mapRevision: UInt64 = 1
      var producersRevision: UInt64 = 1
      var producerCount = 3
      var mapsRead = 0
      var producersRead = 0
    }

    let state = Mutex(State())

    var source: TerritorySource {
      TerritorySource(
        mapVersion: { [self] _ in .init(epoch: "e", revision: state.withLock { $0.mapRevision }) },
        geography: { [self] _ in
          state.withLock { $0.mapsRead += 1 }
          return TerritoryCacheTests.geography
        },
        producersVersion: { [self] _ in .init(epoch: "e", revision: state.withLock { $0.producersRevision }) },
        producers: { [self] _, _ in
          state.withLock { state in
            state.producersRead += 1
            return (0..<state.producerCount).map { "P-\(state.producersRevision)-\($0)" }
          }
        }
      )
    }

    func reads() -> [Int] { state.withLock { [$0.mapsRead, $0.producersRead] } }
  }

  private static let today = RandomMap.day(150)
  private static let province = UnitKey(code: "20", validFrom: RandomMap.day(0))
  private static let geography = AdministrativeGeography(
    units: [AdministrativeUnit(key: province, name: "20", kind: .province, parentCode: nil, validTo: nil)],
    successions: []
  )

  private let fake = FakeSource()
  private let cache = TerritoryCache()

  private func producers(
    on day: CivilDate = today,
    of units: [UnitKey] = [province],
    in database: any Database
  ) async throws -> [String]? {
    let (cache, source) = (cache, fake.source)
    return try await database.read { transaction in
      guard case .territory(_, let producers) = try cache.rows(of: units, on: day, from: source, in: transaction) else {
        return ["no office"]
      }
      return producers
    }
  }

  @Test("an office's map and producers are read once, as long as nothing changes")
  func remembered() async throws {
    let database = try StorageUnderTest.sqlite.temporary()
    for _ in 0..<3 { #expect(try await producers(in: database) == ["P-1-0", "P-1-1", "P-1-2"]) }
    #expect(fake.reads() == [1, 1])
  }

  @Test("a producer that moves makes the producers be read again, and not the map")
  func movedProducer() async throws {
    let database = try StorageUnderTest.sqlite.temporary()
    _ = try await producers(in: database)
    fake.state.withLock { $0.producersRevision = 2 }
    #expect(try await producers(in: database) == ["P-2-0", "P-2-1", "P-2-2"])
    #expect(fake.reads() == [1, 2])
  }

  @Test("another map, and another day, make all of it be read again")
  func otherMap() async throws {
    let database = try StorageUnderTest.sqlite.temporary()
    _ = try await producers(in: database)
    fake.state.withLock { $0.mapRevision = 2 }
    _ = try await producers(in: database)
    #expect(fake.reads() == [2, 2])
    _ = try await producers(on: Self.today.adding(days: 1), in: database)
    #expect(fake.reads() == [2, 3], "the map is the same on another day, who belongs to the office may not be")
  }

  @Test("the producers of an office that has more than a statement takes are not remembered, nor those of too many")
  func bounds() async throws {
    let database = try StorageUnderTest.sqlite.temporary()
    fake.state.withLock { $0.producerCount = TerritoryCache.producersOfOfficeMax + 1 }
    for _ in 0..<2 { #expect(try await producers(in: database) == nil) }
    #expect(fake.reads() == [1, 1])
    // 17 offices with 4,096 producers each are one too many, so the first is read again.
    fake.state.withLock { $0.producerCount -= 1 }
    let offices = (0..<17).map { [Self.province, UnitKey(code: "\($0)", validFrom: Self.today)] }
    for office in offices { _ = try await producers(of: office, in: database) }
    let before = fake.reads()[1]
    _ = try await producers(of: offices[16], in: database)
    #expect(fake.reads()[1] == before)
    _ = try await producers(of: offices[0], in: database)
    #expect(fake.reads()[1] == before + 1)
  }

  @Test("producers that are known stand in a list's condition, filled up, and not in that on one row")
  func condition() {
    let own = RowFilter("unit_code = ?3", [.text("06463")])
    let territory = OfficeTerritory(of: [Self.province], on: Self.today, geography: Self.geography)
    let rows = ReachedRows.territory(territory, producers: ["A", "B", "C"])
    let filter = RowFilter.ofProducers(rows, own, in: "producer", of: "product")
    #expect(filter.listCondition == "producer_id IN (?3, ?4, ?5, ?6)")
    #expect(filter.listArguments == [.text("A"), .text("B"), .text("C"), .text("C")])
    #expect(filter.pointCondition == own.through("producer_id", in: "producer", of: "product").pointCondition)
    #expect(filter.pointArguments == [.text("06463")])
    let none = RowFilter.ofProducers(.territory(territory, producers: []), own, in: "producer", of: "producer")
    #expect(none.listCondition == RowFilter.nothing.listCondition && none.pointCondition == own.pointCondition)
    let unknown = RowFilter.ofProducers(.territory(territory, producers: nil), own, in: "producer", of: "producer")
    #expect(unknown.listCondition == own.listCondition)
  }
}
