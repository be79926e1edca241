import TestSupport
import Testing

@testable import Reporting

/// Places of a report's rows beside the standard dictionary. A failure names its seed.
@Suite("Places of a report's rows")
struct KeyPlacesTests {
  @Test("keys keep the places in which they first came", arguments: (1...30).map { UInt64($0) })
  func places(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var places = KeyPlaces()
    var expected: [KeyPlaces.Key: Int] = [:]
    // Few and many different keys, of which some stand for what cannot be told.
    let most = Int32.random(in: 1...40, using: &random)
    for round in 0..<2000 {
      let cell = CellKey(
        first: Int32.random(in: -1...most, using: &random),
        second: seed.isMultiple(of: 2) ? Int32.random(in: -1...most, using: &random) : 0,
        third: seed.isMultiple(of: 3) ? Int32.random(in: -1...most, using: &random) : 0
      )
      let key = KeyPlaces.Key(cell: cell, part: Int32.random(in: 0...2, using: &random))
      let known = expected[key]
      let place = known ?? expected.count
      expected[key] = place
      #expect(places.place(of: cell, key.part) == (place, known == nil), "seed \(seed), round \(round)")
      if round.isMultiple(of: 500) { places.reserve(Int.random(in: 0...3000, using: &random)) }
    }
    #expect(places.keys == expected.sorted { $0.value < $1.value }.map(\.key), "seed \(seed)")
  }
}
