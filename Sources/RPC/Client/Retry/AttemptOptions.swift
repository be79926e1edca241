/// What one attempt of a repeated call is sent with.
struct AttemptOptions: Sendable {
  /// The call's options, with the attempt counted and the time that is left.
  let options: CallOptions
  /// 1 for the first attempt.
  let number: Int
}
