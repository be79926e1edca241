/// An e-commerce floor (sàn TMĐT).
struct Floor: Hashable, Sendable {
  /// "voso", "postmart".
  let id: String
  let name: String
  /// Days for which a look at a listing holds.
  var unverifiedAfterDays = Floor.unverifiedAfterDaysUsually

  /// Where the floor says nothing.
  static let unverifiedAfterDaysUsually = 90
}
