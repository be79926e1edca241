import Messages

/// The words that a column's cells hold for the values of an enumeration, looked up once for all rows of a file.
struct ChoiceNames: Sendable {
  private let namesByNumber: [Int32: String]
  private let numbersByName: [String: Int32]

  init(_ descriptor: EnumDescriptor) {
    var namesByNumber: [Int32: String] = [:]
    var numbersByName: [String: Int32] = [:]
    for value in descriptor.values {
      let name = descriptor.shortName(of: value.number)
      namesByNumber[value.number] = name
      if value.number != 0, numbersByName[name] == nil { numbersByName[name] = value.number }
    }
    self.namesByNumber = namesByNumber
    self.numbersByName = numbersByName
  }

  /// As `EnumDescriptor.shortName(of:)`.
  func name(of number: Int32) -> String { namesByNumber[number] ?? String(number) }

  /// As `EnumDescriptor.number(ofShortName:)`.
  func number(of name: String) -> Int32? { numbersByName[name] }
}
