/// A request of which a part waits for credit.
struct PendingMessage {
  let bytes: [UInt8]
  var offset = 0
}
