/// One record behind a figure, in the figure or left out of it. A figure is nothing but the number (of sales, the
/// sum) of its counted memberships, so counting and explaining cannot disagree.
struct Membership: Hashable, Sendable {
  /// The record, by its place in the facts it was counted from.
  enum Subject: Hashable, Sendable {
    case producer(Int)
    case product(Int)
    case sale(Int)
  }

  let subject: Subject
  let row: RowKey
  let verdict: Verdict
}
