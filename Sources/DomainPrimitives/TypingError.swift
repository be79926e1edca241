/// Words that are one typing error apart: a letter is missing, one too many, another one, or two neighbours are
/// exchanged.
public enum TypingError {
  /// Letters of the shortest word that is taken for mistyped: of shorter ones nearly every other is one error away.
  public static let mistypedLettersMin = 4
  /// Letters of the longest word that is compared.
  public static let lettersMax = 24

  /// A word, and it with each of its letters left out. Two words that are one error apart always share one of these;
  /// words that share one may be farther apart.
  public static func variants(of word: String) -> Set<String> {
    var variants: Set<String> = [word]
    guard word.count <= lettersMax else { return variants }
    for index in word.indices {
      var variant = word
      variant.remove(at: index)
      variants.insert(variant)
    }
    return variants
  }

  /// Whether two words are the same or one error apart.
  public static func isWithinOne(_ left: String, _ right: String) -> Bool {
    let left = Array(left)
    let right = Array(right)
    guard abs(left.count - right.count) <= 1 else { return false }
    var start = 0
    while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
    let restOfLeft = left[start...]
    let restOfRight = right[start...]
    if left.count == right.count {
      guard restOfLeft.count > 1 else { return true }
      if restOfLeft.dropFirst().elementsEqual(restOfRight.dropFirst()) { return true }
      return restOfLeft[start] == restOfRight[start + 1] && restOfLeft[start + 1] == restOfRight[start]
        && restOfLeft.dropFirst(2).elementsEqual(restOfRight.dropFirst(2))
    }
    return left.count > right.count
      ? restOfLeft.dropFirst().elementsEqual(restOfRight) : restOfLeft.elementsEqual(restOfRight.dropFirst())
  }
}
