/// A descriptor that the process was started with.
struct InheritedSocket: Sendable, Hashable {
  let descriptor: CInt
  /// What systemd calls it: the socket unit's `FileDescriptorName=`, else the unit's own name.
  let name: String
}
