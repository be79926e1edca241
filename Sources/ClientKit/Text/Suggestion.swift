/// "Did you mean …?" for names that nobody knows.
package enum Suggestion {
  /// The known name nearest to a text, if it is near enough to be a slip: at most a third of its letters changed.
  package static func nearest(to text: String, among names: [String]) -> String? {
    let nearest = names.map { (name: $0, distance: distance($0.lowercased(), text.lowercased())) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let nearest, nearest.distance <= max(1, nearest.name.count / 3) else { return nil }
    return nearest.name
  }

  /// " Did you mean …?" or nothing.
  package static func clause(for text: String, among names: [String]) -> String {
    nearest(to: text, among: names).map { " Did you mean \($0)?" } ?? ""
  }

  /// Letters to insert, remove, replace or swap with their neighbour to make one text of another. Long texts are not
  /// compared: bounded work.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    guard left.count <= 200, right.count <= 200 else { return .max }
    var rows = [Array(0...right.count)]
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = rows[row][column] + (letter == other ? 0 : 1)
        var least = min(replaced, rows[row][column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          least = min(least, rows[row - 1][column - 1] + 1)
        }
        current.append(least)
      }
      rows.append(current)
    }
    return rows[left.count][right.count]
  }
}
