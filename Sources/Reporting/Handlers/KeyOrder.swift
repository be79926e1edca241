import DomainPrimitives
import Messages

/// The rows of a report in the order in which they are shown: by the values of their keys, what cannot be told after
/// the rest. Each value is looked up and compared once, not once a row.
struct KeyOrder {
  /// Values of a dimension. They stay where they are while their places are sorted: each text lies somewhere else in
  /// memory, and to copy thousands of them means to wait for each.
  private struct Values {
    let messages: [ReportingV1.DimensionKey]
    /// By rank.
    var places: [Int] = []
  }

  /// Sorted; of a row the ranks of its values, equal where these are equal.
  let rows: [(ranks: CellKey, row: ReportTable.Row)]
  /// By dimension.
  private let values: [Values]

  /// - Parameters:
  ///   - dimensions: How many a key has.
  ///   - message: What a code stands for, in the dimension at a place.
  init(_ rows: [ReportTable.Row], dimensions: Int, _ message: (Int32, Int) -> ReportingV1.DimensionKey) {
    var ranked = rows.map { (ranks: CellKey(), row: $0) }
    var values: [Values] = []
    for place in 0..<dimensions {
      // By the code, of which the lowest is -1: codes of producers and products are in the order of their values, which
      // then costs nothing more.
      var ranks = [Int32](repeating: -1, count: Int(rows.reduce(-1) { max($0, $1.key[place]) }) + 2)
      for row in rows { ranks[Int(row.key[place]) + 1] = 0 }
      let codes = ranks.indices.filter { ranks[$0] == 0 }
      var ofDimension = Values(messages: codes.map { message(Int32($0 - 1), place) })
      let messages = ofDimension.messages
      // Where values are the same the code decides, and places are in the order of codes.
      let sorted = codes.indices.sorted { left, right in
        messages[left].value != messages[right].value
          ? Self.isBefore(messages[left].value, messages[right].value) : left < right
      }
      for valuePlace in sorted {
        let isSame = ofDimension.places.last.map { messages[$0].value == messages[valuePlace].value } ?? false
        if !isSame { ofDimension.places.append(valuePlace) }
        ranks[codes[valuePlace]] = Int32(ofDimension.places.count - 1)
      }
      for row in ranked.indices { ranked[row].ranks[place] = ranks[Int(ranked[row].row.key[place]) + 1] }
      values.append(ofDimension)
    }
    self.values = values
    self.rows = ranked.sorted { Self.isBefore($0.ranks, $1.ranks) }
  }

  /// The values of a row.
  func messages(_ ranks: CellKey) -> [ReportingV1.DimensionKey] {
    values.indices.map { values[$0].messages[values[$0].places[Int(ranks[$0])]] }
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.isEmpty || right.isEmpty ? !left.isEmpty : left < right
  }

  private static func isBefore(_ left: CellKey, _ right: CellKey) -> Bool {
    (left.first, left.second, left.third) < (right.first, right.second, right.third)
  }
}
