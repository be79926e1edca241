/// Who certifies. The numbers are stored and sent; they never change.
enum CertifyingAuthority: Int, Hashable, Sendable, CaseIterable {
  case district = 1
  case province = 2
  case ministry = 3
}
