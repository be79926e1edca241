import ArgumentParser
import ClientKit
import Messages

/// Which conflicts are asked for.
struct ConflictFilterOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Only of records in this unit, or below it.", valueName: "code"))
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Only of records of this kind.", valueName: "kind"))
  var kind: String?

  /// The request for conflicts in some states.
  ///
  /// - Throws: ``CommandFailure`` for a kind that is none.
  func request(states: [CommonV1.ConflictState]) throws -> CommonV1.ListConflictsRequest {
    var request = CommonV1.ListConflictsRequest()
    request.states = states
    request.unitCode = unit ?? ""
    request.kind = try kind.map { try RecordCollection.named($0).singularName } ?? ""
    return request
  }
}
