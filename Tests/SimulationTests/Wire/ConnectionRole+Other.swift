import Wire

extension ConnectionRole {
  /// Place of this side in arrays of two.
  var index: Int { self == .client ? 0 : 1 }

  /// The other side.
  var other: ConnectionRole { self == .client ? .server : .client }
}
