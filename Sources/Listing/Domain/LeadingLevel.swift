/// Leading or super-leading store. The numbers are stored and sent; they never change.
enum LeadingLevel: Int, Hashable, Sendable, CaseIterable {
  case leading = 1
  case superLeading = 2
}
