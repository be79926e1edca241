/// What a figure holds. The numbers are those of ocop.reporting.v1.FigureUnit.
enum FigureUnit: Int32, Hashable, Sendable {
  case count = 1
  case share = 2
  case quantity = 3
  case dong = 4
  case days = 5
  case growth = 6
}
