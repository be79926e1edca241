/// A Vietnamese telephone number, in its one form: "+84912345678".
struct PhoneNumber: Hashable, Sendable {
  let text: String

  /// Why a text is no number.
  struct Refusal: Error, Hashable {
    let reason: String
    let description: String
  }

  /// Reads a number as people write it: with +84, 84, 0084 or 0 before it, and blanks, dots, hyphens and brackets in
  /// it.
  ///
  /// Mobile numbers have nine digits after the 0 and begin with 3, 5, 7, 8 or 9; those of landlines have nine or ten
  /// and begin with 2.
  init(parsing text: String) throws(Refusal) {
    var digits = ""
    for character in text.unicodeScalars {
      switch character {
      case "0"..."9": digits.unicodeScalars.append(character)
      case "+" where digits.isEmpty: digits = "00"
      case " ", ".", "-", "(", ")", "\u{A0}": break
      default:
        throw Refusal(
          reason: "bad_phone",
          description: "holds characters that are in no telephone number; write it as 0912 345 678"
        )
      }
      if digits.utf8.count > 20 { break }
    }
    let prefixes = ["0084", "84", "0"]
    guard let prefix = prefixes.first(where: { digits.hasPrefix($0) }) else {
      throw Refusal(
        reason: "bad_phone",
        description: "does not begin with 0 or +84; write it as 0912 345 678 (one number; numbers abroad are not taken)"
      )
    }
    var national = String(digits.dropFirst(prefix.utf8.count))
    // "+84 (0) 912 …"
    if prefix != "0", national.hasPrefix("0") { national.removeFirst() }
    let count = national.utf8.count
    switch national.first {
    case "3", "5", "7", "8", "9":
      guard count == 9 else { throw Self.wrongLength(count, of: "a mobile number", expected: "9") }
    case "2":
      guard count == 9 || count == 10 else { throw Self.wrongLength(count, of: "a landline", expected: "9 or 10") }
    case "1":
      throw Refusal(
        reason: "old_phone",
        description: "is a mobile number of before September 2018; write its new prefix (0169… is 039… now)"
      )
    default:
      throw Refusal(reason: "bad_phone", description: "has a prefix that no Vietnamese number has")
    }
    self.text = "+84" + national
  }

  private static func wrongLength(_ count: Int, of kind: String, expected: String) -> Refusal {
    Refusal(
      reason: "bad_phone",
      description: "is \(kind) with \(count) digits after the 0; it has \(expected): check for one that is missing"
    )
  }
}
