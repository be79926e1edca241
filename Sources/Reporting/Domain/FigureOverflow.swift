/// A sum that is too large to be held in 64 bits: some record must be wrong.
struct FigureOverflow: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was summed: "revenue".
  let figure: String

  var description: String {
    "the sum of \(figure) is too large to be held; look for a sale with an absurd amount and correct it"
  }
}
