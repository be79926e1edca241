internal import Messages

// Compiled into the services, where the types of their records are known.
extension ImportableRecords {
  /// A message of an import as a row: read at once, or, when it tells only of some fields, as soon as the record is
  /// known that it changes.
  ///
  /// - Parameters:
  ///   - preparesEvent: Whether the event of a record that is whole is made ready.
  ///   - fields: What the row before named; then what this one does.
  @inlinable
  func row(
    of message: Change,
    index: Int,
    preparesEvent: Bool,
    fields: inout NamedFields?,
    findings: inout ImportFindings
  ) -> ImportRow<Record> {
    let updateFields = updateFields(of: message)
    if !updateFields.isEmpty,
      let row = partialRow(of: message, index: index, updateFields: updateFields, fields: &fields, findings: &findings)
    {
      return row
    }
    let record = read(message, index: index, findings: &findings)
    return ImportRow(
      reference: reference(of: message),
      record: record,
      event: preparesEvent ? record.map { event(of: $0) } : nil,
      baseRevision: baseRevision(of: message),
      completion: nil
    )
  }

  /// What the event of a record tells.
  @inlinable
  func event(of record: Record) -> PreparedEvent {
    PreparedEvent(change(record), subject: subject(of: record))
  }

  /// The row of a message that tells only of some fields; nil when it holds no record.
  @usableFromInline
  func partialRow(
    of message: Change,
    index: Int,
    updateFields: [String],
    fields: inout NamedFields?,
    findings: inout ImportFindings
  ) -> ImportRow<Record>? {
    let named: NamedFields
    if let fields, fields.updateFields == updateFields {
      named = fields
    } else {
      named = NamedFields(updateFields, of: Change.descriptor)
      fields = named
    }
    guard let reference = reference(of: message), let part = PartialRecord(message, named) else { return nil }
    let unknown = part.unknownNames
    for name in unknown {
      findings.add(
        index: index,
        field: "update_fields",
        reason: "unknown_field",
        description: "the record has no field \"\(name.prefix(64))\"; name its fields as the schema does"
      )
    }
    let completion: ImportRow<Record>.Completion = { stored, findings in
      let whole = try part.completed(over: stored.map { self.change($0) }) { self.reference(of: $0) }
      return self.read(whole, index: index, findings: &findings)
    }
    return ImportRow(
      reference: reference,
      record: nil,
      event: nil,
      baseRevision: baseRevision(of: message),
      updateFields: updateFields,
      completion: unknown.isEmpty ? completion : nil
    )
  }
}
