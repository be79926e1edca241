/// Groups of products, over all decisions: textile is a group of its own under 1048/QĐ-TTg only, ornamental plants
/// and animals one since 148/QĐ-TTg. The numbers are stored and sent; they never change.
enum ProductGroup: Int, Hashable, Sendable, CaseIterable {
  case food = 1
  case drink = 2
  case medicinalPlants = 3
  case textile = 4
  case handicraft = 5
  case ornamental = 6
  case tourism = 7
}
