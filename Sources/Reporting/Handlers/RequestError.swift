/// Why a request cannot be answered as it stands: which field, and what to write instead.
struct RequestError: Error, Hashable, Sendable {
  /// Whether the field makes no sense, or names something that is not there.
  enum Kind: Hashable, Sendable {
    case invalidArgument
    case notFound
    /// The answer would be too large.
    case tooLarge
    /// It lies outside what there is.
    case outOfRange
  }

  let kind: Kind
  /// The field: "phase_id".
  let field: String
  /// Stable, in lower_snake_case: "unknown_phase".
  let reason: String
  /// For people: what is wrong, and what there is.
  let description: String
}
