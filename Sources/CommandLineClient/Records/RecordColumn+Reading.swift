import ClientKit
import Messages

extension RecordColumn {
  /// The value that a cell stands for; nil for an empty cell, which means "not set".
  ///
  /// Only the form is checked here (a number is a number, a choice one of the choices). Whether a date exists or a unit
  /// is known is for the service to say.
  ///
  /// - Throws: ``Fault`` saying what is wrong with the cell.
  func value(ofCell cell: String) throws(Fault) -> DynamicValue? {
    let text = cell.trimmed
    if text.isEmpty { return nil }
    if text.utf8.contains(0) { throw Fault(reason: "holds a NUL character (remove it)") }
    switch form {
    case .text: return .string(text)
    case .texts: return .repeated(try parts(of: text).map { .string($0) })
    case .whole(let type): return try whole(text, type)
    case .choice(let descriptor): return try choice(text, descriptor)
    case .choices(let descriptor):
      return .repeated(try parts(of: text).map { (part) throws(Fault) in try choice(part, descriptor) })
    case .starRanks(let descriptor):
      return .repeated(try parts(of: text).map { (part) throws(Fault) in try StarRankCell.value(part, descriptor) })
    case .seasonWindows(let descriptor): return try seasons(text, descriptor)
    case .seasonExceptions(let descriptor): return try exceptions(text, descriptor)
    case .quantity:
      do throws(DecimalQuantity.Fault) {
        return .int64(try DecimalQuantity.thousandths(of: text))
      } catch {
        throw Fault(reason: error.reason)
      }
    case .other: throw Fault(reason: "cannot be given in a file (leave it empty)")
    }
  }

  private func parts(of text: String) throws(Fault) -> [String] {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0).trimmed }
    if parts.contains("") {
      throw Fault(reason: "an empty value between two \";\" (remove the one too many)")
    }
    return parts
  }

  private func whole(_ text: String, _ type: FieldDescriptor.ValueType) throws(Fault) -> DynamicValue {
    let value: DynamicValue? =
      switch type {
      case .int32: Int32(text).map { .int32($0) }
      case .int64: Int64(text).map { .int64($0) }
      case .uint32: UInt32(text).map { .uint32($0) }
      case .uint64: UInt64(text).map { .uint64($0) }
      default: nil
      }
    guard let value, !text.hasPrefix("+") else {
      throw Fault(reason: "not a whole number (write digits only, without thousands marks or a unit)")
    }
    return value
  }

  private func choice(_ text: String, _ descriptor: EnumDescriptor) throws(Fault) -> DynamicValue {
    if let number = choiceNames?.number(of: text) { return .enumeration(number) }
    let names = descriptor.shortNames
    throw Fault(
      reason: "not one of the choices." + Suggestion.clause(for: text, among: names)
        + " (write one of: \(names.joined(separator: ", ")))"
    )
  }

  private func seasons(_ text: String, _ descriptor: MessageDescriptor) throws(Fault) -> DynamicValue {
    var windows: [DynamicValue] = []
    for part in try parts(of: text) {
      let months = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt32(String($0).trimmed) }
      guard months.count == 2, let first = months[0], let last = months[1],
        let firstField = descriptor.field(named: "first_month"), let lastField = descriptor.field(named: "last_month")
      else {
        throw Fault(reason: "not months from-to (write 9-12, or 10-2;5-6 for two seasons; empty for all year)")
      }
      var window = DynamicMessage(descriptor)
      do throws(DynamicMessageError) {
        try window.set(.uint32(first), for: firstField)
        try window.set(.uint32(last), for: lastField)
      } catch {
        throw Fault(reason: error.message)
      }
      windows.append(.message(window))
    }
    return .repeated(windows)
  }

  private func exceptions(_ text: String, _ descriptor: MessageDescriptor) throws(Fault) -> DynamicValue {
    var exceptions: [DynamicValue] = []
    for part in try parts(of: text) {
      guard let sign = part.first, sign == "+" || sign == "-" else {
        throw Fault(
          reason: "\"\(part)\" does not say whether it is in season (write + before months in season, - before months "
            + "out of it: +2022-10..2022-11;-2023-07..2023-08)"
        )
      }
      let months = part.dropFirst().split(separator: "..", omittingEmptySubsequences: false).map { String($0).trimmed }
      guard (1...2).contains(months.count), months.allSatisfy({ Self.isMonth($0) }),
        let firstField = descriptor.field(named: "first_month"), let lastField = descriptor.field(named: "last_month"),
        let seasonField = descriptor.field(named: "in_season")
      else {
        throw Fault(reason: "\"\(part)\" is not months from..to (write +2022-10..2022-11, or -2023-07 for one month)")
      }
      var exception = DynamicMessage(descriptor)
      do throws(DynamicMessageError) {
        try exception.set(.string(months[0]), for: firstField)
        try exception.set(.string(months[months.count - 1]), for: lastField)
        try exception.set(.bool(sign == "+"), for: seasonField)
      } catch {
        throw Fault(reason: error.message)
      }
      exceptions.append(.message(exception))
    }
    return .repeated(exceptions)
  }

  /// Whether text has the form of a month; whether there is such a month is for the service to say.
  private static func isMonth(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [4, 2] && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }
}
