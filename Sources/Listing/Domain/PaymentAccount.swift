import DomainPrimitives

/// An e-payment account of a producer: that it exists, with whom, since when. Its number is never held.
struct PaymentAccount: Hashable, Sendable {
  /// Digits in a row, spaces and dashes between them not counted, from which on a text looks like an account number.
  static let digitRunMax = 5

  let id: String
  let producerID: String
  /// Bank or wallet.
  let provider: String
  let openedOn: CivilDate
  /// Day it closed; nil while open.
  let closedOn: CivilDate?

  /// Whether text holds what looks like an account number: six digits or more in a row, also with single spaces,
  /// dots or dashes between them.
  static func holdsAccountNumber(_ text: String) -> Bool {
    var digits = 0
    var separators = 0
    for character in text {
      if character.isWholeNumber {
        digits += 1
        separators = 0
        if digits > digitRunMax { return true }
      } else if separators == 0, digits > 0, [" ", ".", "-", "/", "\u{A0}"].contains(character) {
        separators = 1
      } else {
        digits = 0
        separators = 0
      }
    }
    return false
  }
}

extension PaymentAccount {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    provider: String,
    openedOn: String,
    closedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "payment_account_id")
    rules.identifier(producerID, "producer_id")
    rules.text(provider, "provider", charactersMax: 100)
    if Self.holdsAccountNumber(provider) {
      // The value is not repeated: an account number must not end up in an answer or a log either.
      rules.refuse(
        "provider",
        "account_number",
        "provider holds what looks like an account number; give only the name of the bank or wallet"
      )
    }
    let opened = rules.date(openedOn, "opened_on")
    let closed = rules.optionalDate(closedOn, "closed_on")
    rules.order(opened, "opened_on", closed, "closed_on")
    guard rules.isClean, let opened else { return nil }
    self.init(id: id, producerID: producerID, provider: provider, openedOn: opened, closedOn: closed)
  }
}
