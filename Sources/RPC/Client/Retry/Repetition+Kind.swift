extension Repetition {
  /// Which of the kinds it is.
  enum Kind: String {
    case none
    case retry
    case hedging
  }
}
