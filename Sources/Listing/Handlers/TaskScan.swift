import DomainPrimitives
import Feed
import Messages
import Storage

/// A page of tasks: kind by kind, product by product and store by store. A page token names a kind, a row, and how many
/// of the row's tasks were handed out.
struct TaskScan {
  /// Rows that a page looks at: fewer than of other lists, since a product's tasks are worked out of all that is known
  /// of its listings, prices and papers.
  static let rowsMax = PageCursor.workedOutRowsMax / 2
  /// Rows that a page has looked at when it ends with its kind: finding an office's rows of another kind takes as long
  /// as working some out.
  private static let rowsBeforeOtherKindMax = rowsMax / 2

  let cursor: PageCursor
  /// Kinds asked for; empty = all.
  let kinds: Set<NudgeKind>
  /// Up to so many identifiers of a kind's rows after one.
  let read: (NudgeKind, _ after: String, _ limit: Int) throws -> [String]
  /// The tasks about a row that were asked for, in their order.
  let tasks: (NudgeKind, _ row: String) throws -> [CommonV1.Task]

  private struct Place {
    var kind: NudgeKind?
    var row = ""
    /// Tasks of the row that were handed out; nil = all.
    var taken: Int?

    init(_ text: String) {
      let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let kind = Int(parts[0]).flatMap(NudgeKind.init(rawValue:)) else { return }
      self.kind = kind
      row = parts[1]
      taken = Int(parts[2])
    }
  }

  private struct Page {
    let limit: Int
    var tasks: [CommonV1.Task] = []

    /// Takes what there is room for; returns how many were taken in all when not all were.
    mutating func take(_ found: [CommonV1.Task], from first: Int) -> Int? {
      guard first < found.count else { return nil }
      let room = limit - tasks.count
      tasks += found[first..<min(found.count, first + room)]
      return found.count - first > room ? first + room : nil
    }
  }

  /// Reads the page. Throws what its closures throw.
  func page() throws -> (tasks: [CommonV1.Task], nextPageToken: String) {
    let begin = Place(cursor.afterID)
    var page = Page(limit: cursor.limit)
    var scanned = 0
    let asked = NudgeKind.allCases.filter { kinds.isEmpty || kinds.contains($0) }
    for kind in asked {
      if let reached = begin.kind, kind.rawValue < reached.rawValue { continue }
      var last = kind == begin.kind ? begin.row : ""
      if kind == begin.kind, let taken = begin.taken, !last.isEmpty {
        if let count = page.take(try tasks(kind, last), from: taken) { return (page.tasks, token(kind, last, count)) }
      }
      while true {
        let wanted = Self.rowsMax - scanned
        guard wanted > 0 else { return (page.tasks, token(kind, last, nil)) }
        let rows = try read(kind, last, wanted)
        for row in rows {
          scanned += 1
          if let count = page.take(try tasks(kind, row), from: 0) { return (page.tasks, token(kind, row, count)) }
          last = row
        }
        if rows.count < wanted { break }
      }
      if kind != asked.last, scanned > Self.rowsBeforeOtherKindMax {
        return (page.tasks, token(kind, last, nil))
      }
    }
    return (page.tasks, "")
  }

  private func token(_ kind: NudgeKind, _ row: String, _ taken: Int?) -> String {
    cursor.token(after: "\(kind.rawValue)/\(row)/\(taken.map(String.init) ?? "all")")
  }
}
