import ArgumentParser
import ClientKit

/// Options that narrow a list of records.
struct RecordFilterOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Records of a producer.", valueName: "id"))
  var producer: String?

  @Option(name: .long, help: ArgumentHelp("Records of a product.", valueName: "id"))
  var product: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Records that lie, on today's map, in this unit or below it.", valueName: "code")
  )
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Records that were changed after this revision.", valueName: "revision"))
  var changedAfter: UInt64?

  /// The schema's RecordFilter; nil when the list is not narrowed.
  var json: JSONValue? {
    var members: [JSONMember] = []
    for (name, text) in [("producer_id", producer), ("product_id", product), ("unit_code", unit)] {
      if let text { members.append(JSONMember(name: name, value: .string(text))) }
    }
    if let changedAfter {
      members.append(JSONMember(name: "changed_after_revision", value: .string(String(changedAfter))))
    }
    return members.isEmpty ? nil : .object(members)
  }
}
