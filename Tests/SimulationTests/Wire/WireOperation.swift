/// What can happen next in a simulation of the wire.
enum WireOperation: Int, CaseIterable {
  /// The client opens a stream.
  case open
  /// An application, or a relay, goes on with a message or begins one.
  case send
  /// A client says that it sends no more on a stream.
  case endStream
  /// The server sends initial metadata.
  case headers
  /// The server ends a stream with a status.
  case close
  /// One side gives a stream up.
  case cancel
  /// An application takes messages that have arrived, or a relay passes credit on.
  case consume
  /// A side wants a sign of life.
  case ping
  /// A side sends a frame of a type that the other does not know and may skip.
  case ignorable
  /// A side sends a CANCEL for a stream that it knows to be over, or was never there.
  case strayCancel
  /// Encoded bytes go to the network.
  case flush
  /// The network delivers some bytes.
  case deliver
  /// One direction stops: its writer, its reader or the network between them.
  case stall

  /// How often, beside the others.
  var weight: Int {
    switch self {
    case .open: 10
    case .send: 60
    case .endStream: 2
    case .headers: 4
    case .close: 3
    case .cancel: 1
    case .consume: 20
    case .ping: 3
    case .ignorable: 2
    case .strayCancel: 1
    case .flush: 40
    case .deliver: 60
    case .stall: 4
    }
  }
}
