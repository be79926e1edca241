/// Numbers are those of ocop.listing.v1.LeadingLevel.
enum LeadingLevel: Int32, Hashable, Sendable {
  case leading = 1
  case superLeading = 2
}
