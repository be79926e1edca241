/// Where a sales figure comes from. Numbers are those of ocop.listing.v1.EvidenceGrade.
enum EvidenceGrade: Int64, Hashable, Sendable {
  /// Not told, or a grade that this program does not know.
  case unknown = 0
  case floorExport = 1
  case declared = 2
  case estimated = 3
}
