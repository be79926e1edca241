/// How often calls may come: one every interval on average, and as many as the burst at once after a pause.
struct RateLimit: Hashable, Sendable {
  /// 0 = as often as they like.
  var intervalNanoseconds: Int64
  var burst: Int64

  /// Calls come as often as they like.
  static let none = RateLimit(intervalNanoseconds: 0, burst: 0)

  /// How far ahead of its average a caller may be.
  var toleranceNanoseconds: Int64 { max(0, burst - 1) * intervalNanoseconds }
}
