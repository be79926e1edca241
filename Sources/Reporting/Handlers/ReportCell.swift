import DomainPrimitives
import Messages

/// The cell of a report that is to be opened: the total, or one row.
struct ReportCell {
  private let messages: ReportTableMessages
  /// The values asked for; nil = the total.
  private let values: [String]?

  /// Throws `RequestError` when the keys are not those of a row.
  init(_ keys: [ReportingV1.DimensionKey], count: ReportCount, sight: RowSight) throws(RequestError) {
    messages = ReportTableMessages(count: count, sight: sight)
    guard !keys.isEmpty else {
      values = nil
      return
    }
    let groupBy = count.question.groupBy
    guard keys.map(\.dimension.rawValue) == groupBy.map(\.rawValue) else {
      let named = groupBy.map(\.name).joined(separator: ", ")
      throw RequestError(
        kind: .invalidArgument,
        field: "keys",
        reason: "other_dimensions",
        description: "the keys of a row are one value for each of: \(named.isEmpty ? "nothing; leave them out" : named)"
      )
    }
    values = keys.map(\.value)
  }

  /// Whether a member is in the cell.
  func holds(_ member: ReportMember, _ status: DayStatus, _ bucket: ReportCount.Bucket) -> Bool {
    guard let values else { return member.extent != .rowsOnly && bucket.isInTotal }
    guard member.extent != .totalOnly else { return false }
    let key = messages.count.key(member, status, bucket.code)
    return messages.keys(key).map(\.value) == values
  }

  /// The days whose sales are in the cell: those of the row's period of time, else of the report.
  var period: SalesPeriod {
    let question = messages.count.question
    guard let values, let place = question.groupBy.firstIndex(where: \.isTime) else { return question.period }
    return question.buckets.first { $0.name == values[place] }?.period ?? question.period
  }
}
