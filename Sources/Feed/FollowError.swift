/// Why a follower ended a watch by itself.
struct FollowError: Error, CustomStringConvertible {
  let description: String
  /// True when the source's history is not the one that was applied here: following on would mix two histories.
  var isAnotherHistory = false
}
