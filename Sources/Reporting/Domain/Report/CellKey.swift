/// The values of a row, one number for each dimension of the report; see `KeyCoder`.
struct CellKey: Hashable, Sendable {
  var first: Int32 = 0
  var second: Int32 = 0
  var third: Int32 = 0

  subscript(place: Int) -> Int32 {
    get { place == 0 ? first : place == 1 ? second : third }
    set {
      switch place {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }
}
