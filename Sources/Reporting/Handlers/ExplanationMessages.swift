import DomainPrimitives
import Messages

/// The records behind a cell, as messages.
struct ExplanationMessages {
  let count: ProgressCount
  let cell: CellRequest
  let mask: ExplanationMask
  private let producers: [String: Producer]

  init(_ count: ProgressCount, cell: CellRequest, mask: ExplanationMask) {
    self.count = count
    self.cell = cell
    self.mask = mask
    producers = Dictionary(count.facts.producers.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Records of the row: those in the figure, and those left out of it.
  /// Throws `RequestError` when there are more than `maximum` in all.
  func response(maximum: Int) throws(RequestError) -> ReportingV1.ExplainProgressResponse {
    let members = count.memberships(of: cell.indicator, in: cell.row)
    guard members.count <= maximum else { throw Self.tooLarge(maximum: maximum) }
    var response = ReportingV1.ExplainProgressResponse()
    for member in members {
      if member.verdict.isCounted {
        response.counted.append(record(member))
      } else {
        response.leftOut.append(record(member))
      }
    }
    return response
  }

  static func tooLarge(maximum: Int) -> RequestError {
    RequestError(
      kind: .tooLarge,
      field: "unit_code",
      reason: "too_many_records",
      description: "more than \(maximum) records are behind this cell; ask for the rows of single units"
    )
  }

  private func record(_ member: Membership) -> ReportingV1.ExplainedRecord {
    var message = ReportingV1.ExplainedRecord()
    var unitOfSale = ""
    let producer: Producer?
    switch member.subject {
    case .producer(let index):
      producer = count.facts.producers[index]
      message.kind = "producer"
      message.id = count.facts.producers[index].id
      message.name = count.facts.producers[index].name
    case .product(let index):
      let product = count.facts.products[index]
      producer = producers[product.producerID]
      message.kind = "product"
      message.id = product.id
      message.name = product.name
    case .sale(let index):
      let sale = count.sales[index]
      let product = count.product(ofSaleAt: index)
      producer = product.flatMap { producers[$0.producerID] }
      unitOfSale = product?.unitOfSale ?? ""
      message.kind = if case .monthlyTotal = sale.content { "monthly_sales" } else { "order" }
      message.id = sale.id
      message.name = product?.name ?? ""
    }
    message.count = if case .sale(let index) = member.subject { count.sales[index].orderCount } else { 1 }
    message.unit = producer.map(unitText) ?? ""
    message.reason = member.verdict.reason?.rawValue ?? ""
    message.evidence = member.verdict.evidence.text(unitOfSale: unitOfSale) + placeText(member.row, producer)
    mask.apply(to: &message, of: producer)
    return message
  }

  private func unitText(_ producer: Producer) -> String {
    count.placer.unit(of: producer)?.description ?? producer.unitCode
  }

  /// Of a record that cannot be placed: where it may lie.
  private func placeText(_ row: RowKey, _ producer: Producer?) -> String {
    guard row.place == .undetermined else { return "" }
    guard let producer else { return "; its producer has not arrived from its source" }
    let placed = count.survivor(of: producer)
    let candidates = count.placer.candidates(of: placed)
    guard !candidates.isEmpty else { return "; unit \(placed.unitCode) leads to no unit of this edition" }
    let names = candidates.map { "\(count.placer.name(of: $0)) (\($0.code))" }
    return "; placed in no row, may lie in " + names.joined(separator: " or ")
  }
}
