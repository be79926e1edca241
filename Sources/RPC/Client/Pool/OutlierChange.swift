/// What outlier detection decided.
package enum OutlierChange: Equatable, Sendable {
  /// The member of this slot gets no more calls; why, for the log.
  case ejected(slot: Int, reason: String)
  /// The member of this slot may be called again.
  case returned(slot: Int)
}
