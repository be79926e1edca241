/// Lists that are no list of records, as their page tokens name them; beside the numbers of `RecordKind`.
enum PageKind: Int {
  case listingStates = 101
  case leadingStores = 102
  case tasks = 103
}
