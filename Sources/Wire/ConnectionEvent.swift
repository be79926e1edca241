/// What a received frame means for whoever uses the connection. The frame's bytes stay with the caller: metadata and
/// data are read from the body it passed in, only when it needs them.
public enum ConnectionEvent: Sendable {
  /// Nothing to do: an ignorable frame, or one that was in flight when its stream ended.
  case ignored
  /// The peer's HELLO: what it accepts.
  case hello(PeerSettings)
  /// A call arrived and its stream is open. After the prelude's 16 bytes the metadata is an encoded OpenMetadata; with
  /// HAS_MESSAGE, the data is the one request message.
  case opened(slot: Int, stream: UInt32, prelude: OpenPrelude)
  /// A call arrived that is not taken: answer it with `writeRefusal`.
  case openRefused(stream: UInt32, OpenRefusal)
  /// Initial metadata: the frame's metadata is an encoded HeadersMetadata.
  case headers(slot: Int)
  /// A message or a part of one.
  case data(slot: Int, DataFragment)
  /// The answer's end; the slot is free. After the fixed 8 bytes the metadata is an encoded CloseMetadata; with
  /// HAS_MESSAGE, the data is the one response message. `isMidMessage`: a message was not complete.
  case closed(slot: Int, stream: UInt32, CloseStatus, isMidMessage: Bool)
  /// The peer gave the stream up; the slot is free.
  case cancelled(slot: Int, stream: UInt32)
  /// The peer raised the stream's credit by this many bytes.
  case creditGranted(slot: Int, increment: Int)
  /// The peer wants a sign of life: answer with `OutboundBuffer.appendPing`.
  case pingReceived(opaque: UInt64)
  /// The answer to a ping.
  case pingAcknowledged(opaque: UInt64)
  /// The peer ends the connection: its streams above `lastStream` were not processed.
  case goAway(lastStream: UInt32, code: UInt32, reason: String)
  /// One stream cannot go on; the connection can. The stream is still open: end it with CLOSE or CANCEL.
  case streamFailed(slot: Int, StreamFailure)
  /// The connection cannot go on.
  case violation(WireViolation)
}

/// Why an arriving call is not taken.
public enum OpenRefusal: Hashable, Sendable {
  /// More streams than this side announced.
  case tooManyStreams
  /// This side has said in a GOAWAY that it takes no more.
  case draining
}

/// Why one stream cannot go on.
public enum StreamFailure: Hashable, Sendable {
  /// A message of this many bytes is larger than this side accepts.
  case messageTooLarge(byteCount: Int)
}

/// Why a client cannot open a stream now.
public enum OpenObstacle: Error, Hashable, Sendable {
  /// As many streams are open as the peer allows.
  case streamLimit
  /// The peer, or this side, ends the connection.
  case goingAway
  /// All stream numbers were used: a new connection is needed.
  case numbersExhausted
}
