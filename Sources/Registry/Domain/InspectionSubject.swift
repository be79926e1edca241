/// What an inspection looks at. The numbers are stored and sent; they never change.
enum InspectionSubject: Int, Hashable, Sendable, CaseIterable {
  case productionProcess = 1
  case quality = 2
  case labelAndPackaging = 3
  case traceability = 4
  case useOfMark = 5
  case store = 6
}
