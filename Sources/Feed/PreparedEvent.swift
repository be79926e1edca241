public import Messages

/// What an event tells of a record: encoded, with its salt and their digest. Needs nothing of the log, so it can be
/// made before the transaction begins, off the thread that all writes share.
@usableFromInline
struct PreparedEvent: Sendable {
  /// Kind and identifier of the record: "producer/HTX-01".
  let subject: String
  /// Full name of the message: "ocop.listing.v1.Record".
  let changeType: String
  /// The message, encoded.
  let change: [UInt8]
  let changeSalt: [UInt8]
  /// Of the salt and the change.
  let changeDigest: [UInt8]

  @usableFromInline
  init<Change: Message>(_ change: Change, subject: String) {
    self.subject = subject
    changeType = Change.fullName
    self.change = change.encodedBytes()
    changeSalt = ChainDigest.makeSalt()
    changeDigest = ChainDigest.changeDigest(self.change, salt: changeSalt)
  }
}
