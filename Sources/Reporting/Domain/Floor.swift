/// An e-commerce floor (sàn TMĐT).
struct Floor: Hashable, Sendable {
  /// "voso", "postmart".
  let id: String
  let name: String
}
