extension ImportableRecords {
  /// A message of an import as a row: read at once, or, when it tells only of some fields, as soon as the record is
  /// known that it changes.
  func row(of message: Change, index: Int, findings: inout ImportFindings) -> ImportRow<Record> {
    let reference = reference(of: message)
    let updateFields = updateFields(of: message)
    guard !updateFields.isEmpty, reference != nil, let part = PartialRecord(message, updateFields: updateFields) else {
      let record = read(message, index: index, findings: &findings)
      return ImportRow(
        reference: reference,
        record: record,
        baseRevision: baseRevision(of: message),
        completion: nil
      )
    }
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
      baseRevision: baseRevision(of: message),
      completion: unknown.isEmpty ? completion : nil
    )
  }
}
