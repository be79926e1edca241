public import Messages

/// What a log tells of a subject as it was at a revision.
public enum SubjectState: Sendable {
  /// This event told of its state.
  case event(CommonV1.ChangeEvent)
  /// There was none yet.
  case absent
  /// The events of that time were compacted away; what is whole begins after this revision.
  case compacted(floor: UInt64)
}
