/// What is to be done after a change of a group's table.
enum UpstreamAction: Equatable, Sendable {
  /// Make a connection.
  case connect(UpstreamToken)
  /// Ask whether it is serving.
  case check(UpstreamToken)
  /// Close its channel: it is no longer a member.
  case close(UpstreamToken)
  /// Tell the log of something that an operator may want to know.
  case log(String, address: String)
}
