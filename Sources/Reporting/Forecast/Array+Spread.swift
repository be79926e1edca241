extension Array {
  /// At most so many of the elements, evenly spread and in their order; `countMax` is above 0.
  func spread(overAtMost countMax: Int) -> [Element] {
    guard count > countMax else { return self }
    return (0..<countMax).map { self[$0 * count / countMax] }
  }
}
