/// A listening socket on its way from one process to the next.
struct HandedSocket: Sendable, Hashable {
  /// What the process that has it was told to listen on: "tcp:0.0.0.0:7400".
  let address: String
  let descriptor: CInt
}
