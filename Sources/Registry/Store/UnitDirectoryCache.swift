import DomainPrimitives
import Feed
import Storage
import Synchronization

/// The directory of units, as long as no unit and no succession changes: to read all of them takes a thousand times as
/// long as to look one up.
final class UnitDirectoryCache: Sendable {
  /// Which map: the log, and the last change of a unit or a succession in it.
  private struct Version: Hashable {
    let epoch: String
    let revision: UInt64
  }

  private let known = Mutex<(version: Version, directory: UnitDirectory)?>(nil)

  /// The directory that a transaction sees; the transaction must not have written any of it. Throws what the database
  /// throws.
  func directory(in transaction: any ReadTransaction) throws -> UnitDirectory {
    let version = Version(
      epoch: try ChangeLog.head(in: transaction).epoch,
      revision: try RegistryRows.mapRevision(in: transaction)
    )
    if let found = known.withLock({ $0?.version == version ? $0?.directory : nil }) { return found }
    let directory = UnitDirectory(
      units: try RegistryTables.units.select("", [], in: transaction),
      successions: try RegistryTables.successions.select("", [], in: transaction)
    )
    known.withLock { $0 = (version, directory) }
    return directory
  }
}
