import ClientKit
import Messages

/// A field of a record as a column of text, the same in CSV files and in tables.
struct RecordColumn: Sendable {
  /// Why a cell does not fit its column.
  struct Fault: Error, Sendable, Hashable {
    /// What is wrong, and what to do in parentheses.
    let reason: String
  }

  /// How the field is written in a cell.
  enum Form: Sendable {
    case text
    case whole(FieldDescriptor.ValueType)
    /// Lower-case name of a value, without the prefix that all values share.
    case choice(EnumDescriptor)
    /// Lower-case names of values, separated by ";": "food;drink".
    case choices(EnumDescriptor)
    /// Decimal text for a field in thousandths.
    case quantity
    /// Stars, lowest points and who certifies, best first: "5:90:ministry;4:70:province".
    case starRanks(MessageDescriptor)
    /// Texts separated by ";".
    case texts
    /// "9-12" or "10-2;5-6".
    case seasonWindows(MessageDescriptor)
    /// "+2022-10..2022-11;-2023-07..2023-08": "+" in season, "-" out of it.
    case seasonExceptions(MessageDescriptor)
    /// What no cell can hold; shown as JSON and refused in files.
    case other
  }

  /// The field.
  let field: FieldDescriptor
  /// Name of the column: the field's, except that "quantity_thousandths" is written as a decimal "quantity", and
  /// "quantity_thousandths_min" as "quantity_min".
  let name: String
  /// How the field is written in a cell.
  let form: Form
  /// The words of a column of choices; nil for every other.
  let choiceNames: ChoiceNames?

  init(_ field: FieldDescriptor) {
    self.field = field
    if case .enumeration(let descriptor) = field.valueType {
      choiceNames = ChoiceNames(descriptor)
    } else {
      choiceNames = nil
    }
    switch (field.valueType, field.isRepeated) {
    case (.int64, false) where field.name.hasPrefix("quantity_thousandths"):
      name = field.name.replacing("_thousandths", with: "")
      form = .quantity
      return
    case (.string, false): form = .text
    case (.string, true): form = .texts
    case (.int32, false), (.int64, false), (.uint32, false), (.uint64, false): form = .whole(field.valueType)
    case (.enumeration(let descriptor), false): form = .choice(descriptor)
    case (.enumeration(let descriptor), true): form = .choices(descriptor)
    case (.message(let descriptor), true) where descriptor.name == "StarRank": form = .starRanks(descriptor)
    case (.message(let descriptor), true) where descriptor.name == "SeasonWindow": form = .seasonWindows(descriptor)
    case (.message(let descriptor), true) where descriptor.name == "SeasonException":
      form = .seasonExceptions(descriptor)
    default: form = .other
    }
    name = field.name
  }

  /// True for columns whose cells stand at the right.
  var isNumeric: Bool {
    switch form {
    case .whole, .quantity: true
    default: false
    }
  }

  /// The cell of a value; nil stands for an absent one.
  func text(of value: DynamicValue?) -> String {
    switch (form, value) {
    case (.quantity, .int64(let thousandths)): return DecimalQuantity.text(thousandths: thousandths)
    case (.quantity, _): return "0"
    case (.whole, nil): return "0"
    case (.choice, let value?): return choiceText(value)
    case (.choices, .repeated(let values)): return values.map(choiceText).joined(separator: ";")
    case (.starRanks, .repeated(let ranks)): return ranks.map(StarRankCell.text).joined(separator: ";")
    case (.seasonWindows, .repeated(let windows)): return windows.map(seasonText).joined(separator: ";")
    case (.seasonExceptions, .repeated(let exceptions)): return exceptions.map(exceptionText).joined(separator: ";")
    case (_, .repeated(let values)): return values.map(plainText).joined(separator: ";")
    case (_, let value?): return plainText(value)
    case (_, nil): return ""
    }
  }

  private func choiceText(_ value: DynamicValue) -> String {
    guard case .enumeration(let number) = value, let choiceNames else { return plainText(value) }
    return choiceNames.name(of: number)
  }

  private func plainText(_ value: DynamicValue) -> String {
    switch value {
    case .string(let text): text
    case .int32(let number): String(number)
    case .int64(let number): String(number)
    case .uint32(let number): String(number)
    case .uint64(let number): String(number)
    case .bool(let value): value ? "true" : "false"
    case .message(let message): JSONWriter.oneLine(MessageJSON.value(of: message))
    default: ""
    }
  }

  private func exceptionText(_ value: DynamicValue) -> String {
    guard case .message(let exception) = value else { return "" }
    let month = { (name: String) -> String in
      if case .string(let month) = exception[named: name] { return month }
      return ""
    }
    let sign = exception[named: "in_season"] == .bool(true) ? "+" : "-"
    return "\(sign)\(month("first_month"))..\(month("last_month"))"
  }

  private func seasonText(_ value: DynamicValue) -> String {
    guard case .message(let window) = value else { return "" }
    let month = { (name: String) -> UInt32 in
      if case .uint32(let month) = window[named: name] { return month }
      return 0
    }
    return "\(month("first_month"))-\(month("last_month"))"
  }
}

extension EnumDescriptor {
  /// The prefix that every value's name begins with: "PRODUCER_TYPE_" for "ProducerType".
  private var prefix: String {
    var result = ""
    for letter in name {
      if letter.isUppercase, !result.isEmpty {
        result += "_"
      }
      result += letter.uppercased()
    }
    return result + "_"
  }

  /// Lower-case name without the prefix: "cooperative"; empty for 0, the number itself when it has no name.
  func shortName(of number: Int32) -> String {
    if number == 0 { return "" }
    guard let name = name(of: number) else { return String(number) }
    return String(name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]).lowercased()
  }

  /// Short names of all values but the unspecified one.
  var shortNames: [String] { values.filter { $0.number != 0 }.map { shortName(of: $0.number) } }

  /// The number that a short name stands for, or nil.
  func number(ofShortName text: String) -> Int32? {
    values.first { $0.number != 0 && shortName(of: $0.number) == text }?.number
  }
}
