internal import Feed

extension RowScope {
  /// The digest of an import's records, as the ledger of operations keeps it: bound to the scope, so that nobody gets
  /// the first answer to an operation of somebody who reaches other rows.
  public func bound(_ requestDigest: [UInt8]) -> [UInt8] {
    self == .everything ? requestDigest : SHA256.digest(of: requestDigest + name.utf8)
  }
}
