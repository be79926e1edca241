/// Which records a report is of; empty = any.
struct ReportFilter: Hashable, Sendable {
  /// Code of a unit of the edition: its records, and those of units below it.
  var unitCode = ""
  var phaseID = ""
  var producerTypes: Set<String> = []
  var productGroups: Set<String> = []
  var stars: Set<Int> = []
  var floorIDs: Set<String> = []
  var producerID = ""
  var productID = ""
}
