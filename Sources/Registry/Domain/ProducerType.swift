/// What a producer is in law. The numbers are stored and sent; they never change.
enum ProducerType: Int, Hashable, Sendable, CaseIterable {
  case cooperative = 1
  case cooperativeGroup = 2
  case enterprise = 3
  case farm = 4
  case household = 5
  case association = 6
}
