/// Who saw a listing. The numbers are stored and sent; they never change.
enum Observer: Int, Hashable, Sendable, CaseIterable {
  case office = 1
  case producer = 2
  case floorExport = 3
}
