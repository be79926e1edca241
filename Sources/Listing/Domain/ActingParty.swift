/// Who has to act. The numbers are sent; they never change.
enum ActingParty: Int, Hashable, Sendable, CaseIterable {
  case producer = 1
  /// The commune's office; until 30 June 2025 the district's.
  case office = 2
  case province = 3
  case floor = 4
}
