/// A record of a feed that this service cannot keep: its source should never have let it through, or is newer than
/// this program. Following stops there, since figures without the record would be wrong without anybody knowing.
struct FeedRecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Position in the source's log.
  let revision: UInt64
  /// The record and its field: "producer CT-CL-01, registered_on".
  let place: String
  /// What is wrong.
  let reason: String

  var description: String {
    "revision \(revision), \(place): \(reason); correct the record at its source, or bring this program up to date"
  }
}
