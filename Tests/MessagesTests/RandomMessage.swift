import Messages
import TestSupport

/// Messages of any type with random values, edges included.
enum RandomMessage {
  static func make(
    _ descriptor: MessageDescriptor,
    _ generator: inout SeededGenerator
  ) throws -> DynamicMessage {
    var message = DynamicMessage(descriptor)
    for field in descriptor.fields where Int.random(in: 0..<4, using: &generator) > 0 {
      if field.isRepeated {
        let count = [0, 1, 2, 5].randomElement(using: &generator) ?? 0
        let values = try (0..<count).map { _ in try value(field.valueType, &generator) }
        try message.set(.repeated(values), for: field)
      } else {
        try message.set(try value(field.valueType, &generator), for: field)
      }
    }
    return message
  }

  private static func value(
    _ type: FieldDescriptor.ValueType,
    _ generator: inout SeededGenerator
  ) throws -> DynamicValue {
    switch type {
    case .bool: .bool(Bool.random(using: &generator))
    case .int32: .int32(integer(&generator))
    case .int64: .int64(integer(&generator))
    case .uint32: .uint32(integer(&generator))
    case .uint64: .uint64(integer(&generator))
    case .float: .float(Float.random(in: -1e9...1e9, using: &generator))
    case .double: .double(Double.random(in: -1e9...1e9, using: &generator))
    case .string: .string(string(&generator))
    case .bytes: .bytes((0..<length(&generator)).map { _ in UInt8.random(in: 0...255, using: &generator) })
    case .enumeration: .enumeration(Bool.random(using: &generator) ? 1 : integer(&generator))
    case .message(let descriptor): .message(try make(descriptor, &generator))
    }
  }

  private static func integer<Integer: FixedWidthInteger>(_ generator: inout SeededGenerator) -> Integer {
    let edges: [Integer] = [0, 1, 127, .max, .min, Integer.max - 1]
    if Bool.random(using: &generator) { return edges.randomElement(using: &generator) ?? 0 }
    return Integer.random(in: .min ... .max, using: &generator) >> Integer.random(in: 0..<31, using: &generator)
  }

  private static func string(_ generator: inout SeededGenerator) -> String {
    let alphabet: [Character] = ["a", "Z", "0", "_", "đ", "ồ", "品", "🌾", "\u{1}", "\u{7F}", "\u{FFFD}"]
    return String((0..<length(&generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
  }

  /// Mostly short, so that messages of many strings stay small.
  private static func length(_ generator: inout SeededGenerator) -> Int {
    if Int.random(in: 0..<32, using: &generator) == 0 { return 3000 }
    return [0, 1, 15, 16, 130].randomElement(using: &generator) ?? 0
  }
}
