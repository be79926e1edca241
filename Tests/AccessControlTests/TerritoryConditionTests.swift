import Testing

@testable import AccessControl
@testable import Feed

@Suite("The condition that an office's rows fulfil")
struct TerritoryConditionTests {
  @Test("is filled up to one of few lengths, by at most a quarter from 64 units on")
  func lengths() {
    let counts = (1...4_096).map { ($0, RowFilter.filledCount($0)) }
    #expect(counts.allSatisfy { $1 >= $0 })
    #expect(counts.allSatisfy { $0 <= 64 || Double($1) <= Double($0) * 1.26 })
    #expect(Set(counts.map(\.1)).count <= 32)
    #expect(RowFilter.filledCount(64) == 64 && RowFilter.filledCount(65) == 80 && RowFilter.filledCount(321) == 384)
  }
}
