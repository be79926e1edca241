internal import CProtobufC

/// What is known of one enumeration, shared by all its descriptors.
final class EnumType: Sendable {
  let fullName: String
  let values: [EnumDescriptor.Value]
  /// Comments of a reflected enumeration and of its values by name; nil for one that is compiled in, whose comments are
  /// in the catalogue.
  let documentation: Documentation?
  private let numbers: [String: Int32]
  private let names: [Int32: String]

  /// Comments of an enumeration.
  struct Documentation: Sendable {
    let enumeration: String
    let values: [String: String]
  }

  /// An enumeration by its parts. Of two names for one number, the first counts.
  init(fullName: String, values: [EnumDescriptor.Value], documentation: Documentation?) {
    self.fullName = fullName
    self.values = values
    self.documentation = documentation
    numbers = Dictionary(values.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
    names = Dictionary(values.map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
  }

  /// Copies protoc-c's descriptor.
  convenience init(_ raw: borrowing ProtobufCEnumDescriptor) {
    let values = UnsafeBufferPointer(start: raw.values, count: Int(raw.n_values)).map {
      EnumDescriptor.Value(name: String(cString: $0.name), number: $0.value)
    }
    self.init(fullName: String(cString: raw.name), values: values, documentation: nil)
  }

  func number(named name: String) -> Int32? { numbers[name] }

  func name(of number: Int32) -> String? { names[number] }
}
