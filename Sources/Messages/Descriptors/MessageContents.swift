/// The fields of a message type.
final class MessageContents: Sendable {
  /// Fields by number.
  let fields: [FieldRecord]
  /// Bytes of protoc-c's struct for the message: what the memory estimate counts for each.
  let structByteCount: Int
  private let indexes: [String: Int]

  /// - Parameter structByteCount: as protoc-c's compiler laid it out; nil to lay it out here.
  init(fields: [FieldRecord], structByteCount: Int? = nil) {
    self.fields = fields.sorted { $0.number < $1.number }
    self.structByteCount = structByteCount ?? MessageContents.structByteCount(of: self.fields)
    indexes = Dictionary(
      self.fields.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// Index of the field with a number, or nil.
  func index(ofNumber number: Int) -> Int? {
    // Nearly every message numbers its fields from 1 without a gap.
    if number >= 1, number <= fields.count, fields[number - 1].number == number { return number - 1 }
    var low = 0
    var high = fields.count
    while low < high {
      let middle = (low + high) / 2
      if fields[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < fields.count && fields[low].number == number ? low : nil
  }

  /// The field with a number, or nil.
  func field(number: Int) -> FieldRecord? { index(ofNumber: number).map { fields[$0] } }

  /// The field with a name as in the schema, or nil.
  func field(named name: String) -> FieldRecord? { indexes[name].map { fields[$0] } }

  /// The struct that protoc-c would give a message whose fields are declared by number: a base of 24 bytes, each field
  /// where its alignment allows it, then for each oneof its choice and the largest of its members.
  private static func structByteCount(of fields: [FieldRecord]) -> Int {
    var size = 24
    func place(_ byteCount: Int, alignment: Int) {
      size = (size + alignment - 1) & ~(alignment - 1)
      size += byteCount
    }
    var oneofs: [String: Int] = [:]
    var oneofNames: [String] = []
    for field in fields {
      let byteCount = field.encoding.cElementByteCount
      if field.isRepeated {
        place(8, alignment: 8)
        place(8, alignment: 8)
      } else if let name = field.oneofName {
        if oneofs[name] == nil { oneofNames.append(name) }
        oneofs[name] = max(oneofs[name] ?? 0, byteCount)
      } else {
        place(byteCount, alignment: min(byteCount, 8))
      }
    }
    for name in oneofNames {
      place(4, alignment: 4)
      place(oneofs[name] ?? 0, alignment: min(oneofs[name] ?? 1, 8))
    }
    return (size + 7) & ~7
  }
}
