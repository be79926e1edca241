import ClientKit
import Messages

/// What recognitions are on a day, read page by page, and as text.
struct RecognitionReport: Sendable {
  private(set) var statuses: [RegistryV1.RecognitionStatus] = []
  private(set) var counts = RegistryV1.RecognitionCounts()
  private(set) var asOf = ""
  private(set) var revision: UInt64 = 0
  /// Products of which it is not known any more in which unit their producer lay at the revision asked for.
  private(set) var productsOfErasedUnit: UInt32 = 0

  /// Widest cell on a terminal.
  private static let cellWidthMax = 40

  /// Adds a page.
  mutating func add(_ page: RegistryV1.ListRecognitionStatusesResponse) {
    statuses += page.statuses
    asOf = page.asOf
    revision = page.revision
    productsOfErasedUnit += page.productsOfErasedUnit
    guard let more = page.counts else { return }
    counts.recognisedEver += more.recognisedEver
    counts.valid += more.valid
    counts.inExtension += more.inExtension
    counts.expired += more.expired
    counts.revoked += more.revoked
    counts.notYet += more.notYet
  }

  /// As programs name a state: "in_extension".
  static func name(_ state: RegistryV1.RecognitionState) -> String {
    switch state {
    case .notYet: "not_yet"
    case .valid: "valid"
    case .inExtension: "in_extension"
    case .expired: "expired"
    case .revoked: "revoked"
    case .superseded: "superseded"
    default: String(state.rawValue)
    }
  }

  /// One document: the day, the statuses and the counts.
  func json() throws -> JSONValue {
    .members(
      ("as_of", .string(asOf)),
      ("revision", .string(String(revision))),
      ("products_of_erased_unit", .number(String(productsOfErasedUnit))),
      ("statuses", .array(try statuses.map { try MessageJSON.value(of: $0) })),
      ("counts", try MessageJSON.value(of: counts))
    )
  }

  /// What the list cannot tell any more; nil when it tells all.
  var erasureNote: String? {
    guard productsOfErasedUnit > 0 else { return nil }
    return "where the producers of \(productsOfErasedUnit) products lay at revision \(revision) was erased on a "
      + "person's behalf; they are taken as lying where they are now"
  }

  /// A table, and the summary below it.
  func rendered(isTerminal: Bool) -> String {
    var table = TextTable(
      [
        TextTable.Column("Sản phẩm", "product"), TextTable.Column("Công nhận", "recognition"),
        TextTable.Column("Sao", "stars", alignment: .right), TextTable.Column("Cấp ngày", "issued on"),
        TextTable.Column("Hiệu lực đến", "valid to"), TextTable.Column("Tình trạng", "status"),
        TextTable.Column("Vì sao", "because"),
      ],
      cellWidthMax: isTerminal ? Self.cellWidthMax : nil
    )
    for status in statuses {
      table.append([
        status.productID, status.recognitionID, String(status.stars), status.issuedOn, status.lastValidDay,
        Self.words(status.state), Self.explanation(status),
      ])
    }
    return table.rendered() + summary
  }

  private var summary: String {
    """
    \(asOf): đã từng công nhận \(counts.recognisedEver) · còn hiệu lực \(counts.valid) · đang gia hạn \
    \(counts.inExtension) · hết hạn \(counts.expired) · bị thu hồi \(counts.revoked)
    \(asOf): recognised ever \(counts.recognisedEver) · valid \(counts.valid) · in extension \(counts.inExtension) · \
    expired \(counts.expired) · revoked \(counts.revoked) (registry revision \(revision))

    """
  }

  private static func words(_ state: RegistryV1.RecognitionState) -> String {
    switch state {
    case .notYet: "chưa cấp · not yet"
    case .valid: "còn hiệu lực · valid"
    case .inExtension: "đang gia hạn · in extension"
    case .expired: "hết hạn · expired"
    case .revoked: "thu hồi · revoked"
    case .superseded: "đã thay · superseded"
    default: String(state.rawValue)
    }
  }

  /// The day that explains a state best.
  private static func explanation(_ status: RegistryV1.RecognitionStatus) -> String {
    let filed = status.reEvaluationFiledOn
    let late = status.isFiledLate ? " (late)" : ""
    switch status.state {
    case .revoked: return "revoked on \(status.revokedOn)"
    case .superseded: return "\(status.supersededByRecognitionID) was issued on \(status.supersededOn)"
    case .inExtension: return "dossier of \(filed)\(late) is open; valid to \(status.extensionUntil) at most"
    case .expired where !status.reEvaluationDecidedOn.isEmpty:
      return "re-evaluation ended on \(status.reEvaluationDecidedOn) without a new recognition"
    case .expired where !filed.isEmpty: return "dossier of \(filed)\(late) has no result"
    case .expired: return "no dossier"
    case .valid where !filed.isEmpty: return "dossier handed in on \(filed)\(late)"
    case .valid: return "dossiers from \(status.reEvaluationOpensOn) to \(status.reEvaluationClosesOn)"
    default: return ""
    }
  }
}
