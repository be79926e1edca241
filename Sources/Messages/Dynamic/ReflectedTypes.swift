/// The messages and enumerations of a reflected schema. Its descriptors keep it alive.
final class ReflectedTypes: Sendable {
  let messages: [MessageType]
  let enumerations: [EnumType]
  private let messageIndexes: [String: Int]
  private let enumerationIndexes: [String: Int]

  /// - Parameter messages: at the places that their fields refer to.
  init(messages: [MessageType], enumerations: [EnumType]) {
    self.messages = messages
    self.enumerations = enumerations
    messageIndexes = ReflectedTypes.indexes(messages.map(\.fullName))
    enumerationIndexes = ReflectedTypes.indexes(enumerations.map(\.fullName))
  }

  func message(at index: Int) -> MessageDescriptor { MessageDescriptor(messages[index], of: self) }

  func message(named fullName: String) -> MessageDescriptor? { messageIndexes[fullName].map(message(at:)) }

  func enumeration(named fullName: String) -> EnumDescriptor? {
    enumerationIndexes[fullName].map { EnumDescriptor(enumerations[$0]) }
  }

  private static func indexes(_ names: [String]) -> [String: Int] {
    Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }
}
