import Messages

/// The fields that a row of an import names, looked up once for all rows that name the same, as those of a file do.
@usableFromInline
struct NamedFields: Sendable {
  /// As they came.
  let updateFields: [String]
  let names: Set<String>
  /// Of each record that the service's message may carry, by the number of the field that carries it.
  private let members: [Int: Member]

  private struct Member: Sendable {
    var numbers: Set<Int> = []
    var unknownNames: [String] = []
  }

  /// - Parameters:
  ///   - updateFields: The names.
  ///   - descriptor: Of the service's message, which holds its record in a oneof of messages.
  init(_ updateFields: [String], of descriptor: MessageDescriptor) {
    self.updateFields = updateFields
    names = Set(updateFields)
    var members: [Int: Member] = [:]
    for field in descriptor.fields where field.isOneofMember {
      guard case .message(let record) = field.valueType else { continue }
      var member = Member()
      for name in names.sorted() {
        if let named = record.field(named: name) {
          member.numbers.insert(named.number)
        } else {
          member.unknownNames.append(name)
        }
      }
      members[field.number] = member
    }
    self.members = members
  }

  /// Names that the record which is carried by a field does not have, by name.
  func unknownNames(member number: Int) -> [String] { members[number]?.unknownNames ?? [] }

  /// The record that an encoded message carries: the number of the field that carries it, and whether it fills no field
  /// but those that are named. Nil when it carries none.
  func carried(by bytes: [UInt8]) -> (member: Int, holdsOnlyNamed: Bool)? {
    bytes.withUnsafeBytes { bytes in
      var found: (member: Int, contents: Range<Int>)?
      let isMessage = EncodedFields.forEach(in: bytes.indices, of: bytes) { number, contents in
        if let contents, members[number] != nil { found = (number, contents) }
      }
      guard isMessage, let found, let member = members[found.member] else { return nil }
      var holdsOnlyNamed = true
      let isRecord = EncodedFields.forEach(in: found.contents, of: bytes) { number, _ in
        if !member.numbers.contains(number) { holdsOnlyNamed = false }
      }
      return (found.member, isRecord && holdsOnlyNamed)
    }
  }
}
