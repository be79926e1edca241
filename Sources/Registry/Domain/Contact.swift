import DomainPrimitives

/// How to reach a producer: personal data.
struct Contact: Hashable, Sendable {
  let producerID: String
  let representative: String
  /// "+84912345678"; empty when none is known.
  let phone: String
  let address: String
}

extension Contact {
  /// Checks the fields by themselves; nil when one was refused.
  init?(producerID: String, representative: String, phone: String, address: String, rules: inout RuleChecker) {
    rules.identifier(producerID, "producer_id")
    rules.optionalText(representative, "representative")
    rules.optionalText(address, "address", charactersMax: 300)
    var number = ""
    if !phone.isEmpty {
      do throws(PhoneNumber.Refusal) {
        number = try PhoneNumber(parsing: phone).text
      } catch {
        // The number itself is not said again: errors end up in logs.
        rules.refuse("phone", error.reason, "phone \(error.description)")
      }
    }
    if representative.isEmpty, phone.isEmpty, address.isEmpty {
      rules.refuse("representative", "missing", "a contact has a representative, a phone or an address; fill one in")
    }
    guard rules.isClean else { return nil }
    self.init(producerID: producerID, representative: representative, phone: number, address: address)
  }
}
