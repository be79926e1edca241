import Wire

/// A frame that was encoded and has not arrived yet.
struct WrittenFrame {
  let header: FrameHeader
  /// Where its body starts, counted from the first byte its sender ever sent.
  let bodyOffset: Int
}
