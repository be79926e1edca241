/// A record whose standing in a cell is not what it was.
struct RecordChange: Sendable, Hashable {
  let cause: ChangeCause
  /// The indicator that it counts in: of a share, the figure's own or that of its whole.
  let indicatorID: String
  let kind: String
  /// Empty for records that the caller may not see.
  let id: String
  let name: String
  let before: RecordStanding
  let after: RecordStanding
}
