import ClientKit
import Messages

/// A change as one line of text.
enum ChangeEventText {
  /// "57  2021-11-05T08:30:00Z  producer  producer_id=CT-CL-02 name=…"
  static func line(_ event: CommonV1.ChangeEvent) -> String {
    let place = "\(event.revision)  \(WatermarkText.time(event.recordedAtUnixMicroseconds))"
    if event.isErased { return "\(place)  \(event.subject), erased".printable }
    guard let descriptor = SchemaCatalog.message(named: event.changeType) else {
      return "\(place)  \(event.changeType), which this program does not know".printable
    }
    guard let change = try? DynamicMessage(descriptor, decodingBytes: event.change) else {
      return "\(place)  \(event.changeType) that cannot be read".printable
    }
    for collection in RecordCollection.all {
      guard collection.recordField.messageFullName == descriptor.fullName,
        let contents = collection.contents(of: change)
      else { continue }
      let cells = collection.columns.compactMap { column -> String? in
        guard let value = contents[column.field] else { return nil }
        return "\(column.name)=\(column.text(of: value))"
      }
      return "\(place)  \(collection.singularName)  \(cells.joined(separator: " "))".printable
    }
    return "\(place)  \(JSONWriter.oneLine(MessageJSON.value(of: change)))".printable
  }
}
