import DomainPrimitives
import Feed
import Messages
import Storage

/// Works tasks out from the registry's facts, kind after kind, a bounded number of records at once.
struct TaskReader {
  /// Records that one page looks at, of all kinds together: so many that a call takes a few milliseconds.
  static let recordsMax = 64
  /// Records that a page has looked at when it ends with its kind: finding an office's records of another kind takes as
  /// long as looking at many.
  private static let recordsBeforeOtherKindMax = recordsMax / 4

  let query: TaskQuery
  let asked: AskedRows
  let transaction: any ReadTransaction
  private let units: UnitDirectoryCache
  private let ruleSets: RuleSets

  /// Throws `DatabaseError`.
  init(
    _ query: TaskQuery,
    asked: AskedRows,
    units: UnitDirectoryCache,
    in transaction: any ReadTransaction
  ) throws {
    self.query = query
    self.asked = asked
    self.units = units
    self.transaction = transaction
    ruleSets = RuleSets(stored: try RegistryTables.ruleSets.select("ORDER BY rule_set_id", [], in: transaction))
  }

  /// How far a list has come: the last record looked at. Written into page tokens.
  struct Place: Hashable {
    let kind: RegistryTask.Kind
    let recordID: String

    init(kind: RegistryTask.Kind, recordID: String) {
      self.kind = kind
      self.recordID = recordID
    }

    /// Reads "kind/identifier". Nil for another text.
    init?(_ text: String) {
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let kind = RegistryTask.Kind.allCases.first(where: { $0.name == parts[0] }) else {
        return nil
      }
      self.init(kind: kind, recordID: String(parts[1]))
    }

    var text: String { "\(kind.name)/\(recordID)" }
  }

  /// Tasks, and where to go on; nil when nothing is left.
  struct Page {
    var tasks: [CommonV1.Task] = []
    var next: Place?
  }

  /// Throws `DatabaseError`.
  func page(after place: Place?, limit: Int) throws -> Page {
    var page = Page()
    var left = Self.recordsMax
    for kind in query.kinds where place.map({ kind.rawValue >= $0.kind.rawValue }) ?? true {
      var id = place.flatMap { $0.kind == kind ? $0.recordID : nil } ?? ""
      let batch = try candidates(kind, after: id, limit: left)
      for candidate in batch {
        id = candidate.id
        left -= 1
        if let task = try candidate.task() { try add(task, to: &page) }
        if page.tasks.count >= limit || left == 0 {
          page.next = Place(kind: kind, recordID: id)
          return page
        }
      }
      if kind != query.kinds.last, Self.recordsMax - left > Self.recordsBeforeOtherKindMax {
        page.next = Place(kind: kind, recordID: id)
        return page
      }
    }
    return page
  }

  /// A record that may be cause for a task.
  private struct Candidate {
    let id: String
    /// Looks at the rest of the facts.
    let task: () throws -> RegistryTask?
  }

  private func candidates(_ kind: RegistryTask.Kind, after id: String, limit: Int) throws -> [Candidate] {
    func page<Record>(
      _ table: RecordTable<Record>,
      _ kind: RecordKind,
      only condition: RowFilter? = nil
    ) throws -> [Record] {
      let rows = asked.filter(kind)
      let filter = condition.map { condition in rows?.and(condition) ?? condition } ?? rows
      return try table.page(after: id, limit: limit, reachedBy: filter, in: transaction).map(\.record)
    }
    switch kind {
    case .renewRecognition:
      return try page(RegistryTables.recognitions, .recognition).map { recognition in
        Candidate(id: recognition.id) { try renewing(recognition) }
      }
    case .finishSupportRequest:
      return try page(RegistryTables.supportRequests, .supportRequest).map { request in
        Candidate(id: request.id) { RegistryTask.finishing(request, on: query.asOf) }
      }
    case .followUpFinding:
      return try page(RegistryTables.findings, .inspectionFinding).map { finding in
        Candidate(id: finding.id) { try followingUp(finding) }
      }
    case .placeProducer:
      let directory = try units.directory(in: transaction)
      // Few units are ever split: the producers of the others are not read.
      let condition = RegistryRows.producers(unitCodes: directory.codesBeforeSplits)
      return try page(RegistryTables.producers, .producer, only: condition).map { producer in
        Candidate(id: producer.id) { try placing(producer, geography: directory.geography) }
      }
    }
  }

  private func renewing(_ recognition: Recognition) throws -> RegistryTask? {
    // Most certificates are far from running out: then nothing else is read.
    let terms = RecognitionTerms(issuedOn: recognition.issuedOn, ruleSets: ruleSets)
    guard terms.reEvaluationOpensOn <= query.asOf else { return nil }
    let recognitions = try RegistryTables.recognitions.ofProduct(recognition.productID, in: transaction)
    guard let product = try RegistryTables.products.load(recognition.productID, in: transaction)?.record else {
      return nil
    }
    return RegistryTask.renewing(
      recognition,
      among: recognitions,
      of: product,
      on: query.asOf,
      ruleSets: ruleSets
    )
  }

  private func followingUp(_ finding: InspectionFinding) throws -> RegistryTask? {
    guard finding.followUpDueOn != nil,
      let inspection = try RegistryTables.inspections.load(finding.inspectionID, in: transaction)?.record
    else { return nil }
    return RegistryTask.followingUp(finding, of: inspection, on: query.asOf)
  }

  private func placing(_ producer: Producer, geography: AdministrativeGeography) throws -> RegistryTask? {
    let placements = try RegistryTables.placements.ofProducer(producer.id, in: transaction)
    return RegistryTask.placing(producer, placements: placements, on: query.asOf, geography: geography)
  }

  /// Adds a task that is asked for. Of a producer that has stopped nobody has to do anything.
  private func add(_ task: RegistryTask, to page: inout Page) throws {
    guard query.admits(task),
      let producer = try RegistryTables.producers.load(task.producerID, in: transaction)?.record,
      try asked.admits(producer, in: transaction)
    else { return }
    // What a merged producer has goes on with the one that it turned out to be.
    let survivor = try producer.mergedIntoProducerID.flatMap {
      try RegistryTables.producers.load($0, in: transaction)?.record
    }
    if let ended = (survivor ?? producer).endedOn, ended <= query.asOf { return }
    page.tasks.append(CommonV1.Task(task, unitCode: producer.unitCode, on: query.asOf))
  }
}
