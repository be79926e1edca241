/// Where a sales figure comes from. The numbers are stored and sent; they never change.
enum EvidenceGrade: Int, Hashable, Sendable, CaseIterable {
  case floorExport = 1
  case declared = 2
  case estimated = 3
}
