/// Why a follower ended a watch by itself.
struct FollowError: Error, CustomStringConvertible {
  let description: String
}
