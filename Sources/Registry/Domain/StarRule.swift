import DomainPrimitives

/// The stars that points give, under one decision, from the day it is in force.
struct StarRule: Sendable {
  /// The decision: "148/QĐ-TTg".
  let decision: String
  let inForceFrom: CivilDate
  /// Lowest points of each rank, best first. Below the last there is no certificate.
  let ranks: [(stars: Int, pointsMin: Int)]

  /// The stars for points; nil when they are too few for a certificate.
  func stars(forPoints points: Int) -> Int? {
    ranks.first { points >= $0.pointsMin }?.stars
  }
}
