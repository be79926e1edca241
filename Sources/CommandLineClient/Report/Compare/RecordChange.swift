/// A record whose standing in a cell is not what it was.
struct RecordChange: Sendable, Hashable {
  let cause: ChangeCause
  let kind: String
  /// Empty for records that the caller may not see.
  let id: String
  let name: String
  let before: RecordStanding
  let after: RecordStanding
}
