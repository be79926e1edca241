import DomainPrimitives

/// Reads the fields of one record of a feed, so that an error names the record and the field.
struct RecordFields {
  /// Position in the source's log.
  let revision: UInt64
  /// The record: "producer CT-CL-01".
  let record: String

  /// A day that must be there.
  func day(_ text: String, _ field: String) throws(FeedRecordError) -> CivilDate {
    do throws(CalendarError) {
      return try CivilDate(parsing: text)
    } catch {
      throw failure(field, error.message)
    }
  }

  /// A day; nil when the text is empty.
  func optionalDay(_ text: String, _ field: String) throws(FeedRecordError) -> CivilDate? {
    text.isEmpty ? nil : try day(text, field)
  }

  /// A month that must be there.
  func month(_ text: String, _ field: String) throws(FeedRecordError) -> CivilMonth {
    do throws(CalendarError) {
      return try CivilMonth(parsing: text)
    } catch {
      throw failure(field, error.message)
    }
  }

  /// Text; nil when it is empty.
  func optionalText(_ text: String) -> String? {
    text.isEmpty ? nil : text
  }

  /// The error about a field.
  func failure(_ field: String, _ reason: String) -> FeedRecordError {
    FeedRecordError(revision: revision, place: "\(record), \(field)", reason: reason)
  }
}
