import ClientKit
import Messages

/// A duplicate beside the producer that it turned out to be.
struct ProducerPair: Sendable {
  /// As it was read, with its revision.
  let duplicate: RegistryV1.Record
  /// Nil when a merge is undone that leads to nothing.
  let survivor: RegistryV1.Record?
  /// What the duplicate is to be merged into; empty to undo that.
  let mergedInto: String

  /// Identifier of the duplicate.
  var duplicateID: String {
    if case .producer(let producer) = duplicate.record { producer.producerID } else { "" }
  }

  /// The duplicate as it is to be stored, with the revision it was read at: a change of somebody else's is not undone.
  var change: RegistryV1.Record {
    var change = duplicate
    if case .producer(var producer) = duplicate.record {
      producer.mergedIntoProducerID = mergedInto
      change.record = .producer(producer)
    }
    return change
  }

  /// Both, field by field.
  var text: String {
    guard let collection = try? RecordCollection.named("producer") else { return "" }
    let shown = [duplicate, survivor].map { record in
      record.flatMap { try? DynamicMessage(RegistryV1.Record.descriptor, decodingBytes: $0.encodedBytes()) }
        .flatMap { ShownRecord($0, of: collection) }
    }
    let headings = mergedInto.isEmpty ? ["merged", "into"] : ["duplicate", "survivor"]
    var table = TextTable(([""] + headings).map { TextTable.Column($0) })
    for column in collection.columns {
      table.append([column.name] + shown.map { $0.map { $0.text(of: column) } ?? "" })
    }
    return table.rendered()
  }
}
