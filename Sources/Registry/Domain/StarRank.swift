/// What points give stars under one decision, and who certifies them.
struct StarRank: Hashable, Sendable {
  /// 1 to 5.
  let stars: Int
  /// Lowest points for them, 0 to 100.
  let pointsMin: Int
  let authority: CertifyingAuthority
}
