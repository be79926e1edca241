/// The name that was most likely meant by a misspelt one.
enum NearestName {
  /// The nearest of the known names, or nil when none is within two edits.
  static func suggestion(for name: String, among known: [String]) -> String? {
    // A longer name than any known one is not a misspelling; this also bounds the work.
    guard name.utf8.count <= 64 else { return nil }
    var nearest: (name: String, distance: Int)?
    for candidate in known {
      let distance = editDistance(Array(name.utf8), Array(candidate.utf8))
      if distance <= 2, distance < (nearest?.distance ?? Int.max) { nearest = (candidate, distance) }
    }
    return nearest?.name
  }

  /// Insertions, deletions and replacements that turn one into the other (Levenshtein).
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (leftIndex, leftByte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = leftIndex + 1
      for (rightIndex, rightByte) in right.enumerated() {
        let replaced = diagonal + (leftByte == rightByte ? 0 : 1)
        diagonal = row[rightIndex + 1]
        row[rightIndex + 1] = min(replaced, diagonal + 1, row[rightIndex] + 1)
      }
    }
    return row[right.count]
  }
}
