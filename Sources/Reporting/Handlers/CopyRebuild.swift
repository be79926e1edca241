import Feed
import Messages
import RPC
import Services
import Storage

/// Builds a copy anew from the feeds and holds it against that of the running service, which goes on serving and
/// following.
struct CopyRebuild: Sendable {
  /// How often records that differ are looked at again: both copies follow logs that grow meanwhile.
  private static let attemptsMax = 10
  /// Records of one kind that are named.
  private static let namedMax = 20

  let database: any Database
  let registry: Follower
  let listing: Follower
  let live: ReportingV1.ReportingClient
  let say: @Sendable (String) -> Void

  /// - Returns: Whether the copies hold the same.
  /// - Throws: `RPCError` when the running service does not answer, `DatabaseError`, `CancellationError`.
  func run() async throws -> Bool {
    let clock = ContinuousClock()
    let begin = clock.now
    var asked = try await live.digestCopy(ReportingV1.DigestCopyRequest(), options: CallOptions())
    let heads = try await followTo(asked.watermarks)
    let seconds = max(0.001, (clock.now - begin) / .seconds(1))
    let rate = Int(Double(heads.reduce(0, +)) / seconds)
    say("built anew from \(heads.reduce(0, +)) events, \(rate) events/s")
    for attempt in 1...Self.attemptsMax {
      if attempt > 1 {
        asked = try await live.digestCopy(ReportingV1.DigestCopyRequest(), options: CallOptions())
        _ = try await followTo(asked.watermarks)
      }
      let own = try await tables()
      let differing = zip(asked.tables, own).filter { $0.0 != $0.1 }.map { $0.0.table }
      if differing.isEmpty {
        say("the same as the running service's: \(own.reduce(0) { $0 + $1.rowCount }) records")
        return true
      }
      if attempt == Self.attemptsMax { try await name(differing) }
    }
    return false
  }

  /// Follows until the copy is as far as these watermarks say.
  private func followTo(_ watermarks: [ReportingV1.Watermark]) async throws -> [UInt64] {
    var heads: [UInt64] = []
    for (source, follower) in [(FollowedSource.registry, registry), (.listing, listing)] {
      let head = watermarks.first { $0.source == source.name }?.revision ?? 0
      try await follower.waitUntilApplied(revision: head)
      heads.append(head)
    }
    return heads
  }

  private func tables() async throws -> [ReportingV1.TableDigest] {
    try await database.read { transaction in
      try CopyDigest.tables.map(CopyDigest(transaction: transaction).table)
    }
  }

  /// Says which records differ, kind by kind.
  private func name(_ tables: [String]) async throws {
    for table in tables {
      var own = RowCursor()
      var others = RowCursor()
      var named: [String] = []
      while named.count < Self.namedMax {
        let ownRow = try await own.row { after in
          let rows = try await database.read { try CopyDigest(transaction: $0).rows(of: table, after: after) }
          return (rows, rows.count < CopyDigest.rowsMax)
        }
        let otherRow = try await others.row { after in
          var request = ReportingV1.DigestCopyRequest()
          (request.table, request.withRows, request.afterRowID) = (table, true, after)
          let response = try await live.digestCopy(request, options: CallOptions())
          return (response.rows, response.isLast)
        }
        guard ownRow != nil || otherRow != nil else { break }
        if let ownRow, let otherRow, ownRow.rowID == otherRow.rowID {
          if ownRow != otherRow { named.append("\(ownRow.rowID) differs") }
          own.move()
          others.move()
        } else if let ownRow, otherRow.map({ ownRow.rowID < $0.rowID }) ?? true {
          named.append("\(ownRow.rowID) is missing in the running service")
          own.move()
        } else if let otherRow {
          named.append("\(otherRow.rowID) is in the running service only")
          others.move()
        }
      }
      for line in named { say("DIFFERENT: \(table) \(line)") }
    }
  }

  /// Rows of one copy, page by page.
  private struct RowCursor {
    private var rows: [ReportingV1.RowDigest] = []
    private var place = 0
    private var isLast = false
    private var after = ""

    /// The row it stands at; nil at the end.
    mutating func row(
      _ page: (String) async throws -> ([ReportingV1.RowDigest], Bool)
    ) async throws -> ReportingV1.RowDigest? {
      if place == rows.count, !isLast {
        (rows, isLast) = try await page(after)
        place = 0
        after = rows.last?.rowID ?? after
      }
      return place < rows.count ? rows[place] : nil
    }

    mutating func move() { place += 1 }
  }
}
