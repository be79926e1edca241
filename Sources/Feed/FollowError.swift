/// Why a follower ended a watch by itself.
struct FollowError: Error, CustomStringConvertible {
  let description: String
  /// True when going on would hide a loss: the follower stops for good.
  var isFinal = false
}
