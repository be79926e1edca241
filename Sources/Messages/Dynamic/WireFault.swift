/// What reading the wire format found instead of a value; the decoder adds the place.
struct WireFault: Error {
  let reason: MessageDecodingError.Reason
}
