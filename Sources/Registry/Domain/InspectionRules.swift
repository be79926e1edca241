import DomainPrimitives

/// Rules between inspections, what they found, and whom they looked at. That the producer exists is checked elsewhere.
struct InspectionRules {
  let facts: any RegistryFacts

  /// Checks that the product that was looked at is the producer's, and, when the inspection was there before, that its
  /// findings still come after it.
  func check(_ inspection: Inspection, isUpdate: Bool, rules: inout RuleChecker) throws {
    if let id = inspection.productID {
      if let product = try facts.product(id) {
        if product.producerID != inspection.producerID {
          // Who makes a product that the importer does not reach is none of its business.
          let isTold = try facts.isWithinReach(.product, id: id)
          let maker = isTold ? "is made by \(product.producerID), not by" : "is not made by"
          rules.refuse(
            "product_id",
            "product_of_another",
            "product \(id) \(maker) \(inspection.producerID); correct one of the two"
          )
        }
      } else if !facts.isRefused(.product, id: id) {
        rules.refuse(
          "product_id",
          "unknown_product",
          "no product has the identifier \(id); correct it, import the product first or together with this record, or "
            + "leave product_id empty for the producer as a whole"
        )
      }
    }
    guard isUpdate else { return }
    for finding in try facts.findings(inspectionID: inspection.id) {
      let days = [finding.followUpDueOn, finding.followedUpOn].compactMap { $0 }
      guard let day = days.min(), day < inspection.inspectedOn else { continue }
      rules.refuse(
        "inspected_on",
        "out_of_order",
        "finding \(finding.id) names \(day), which is before inspected_on \(inspection.inspectedOn); correct one of "
          + "them"
      )
    }
  }

  /// Checks a finding against its inspection: it is mended after it was found.
  func check(_ finding: InspectionFinding, rules: inout RuleChecker) throws {
    guard let inspection = try facts.inspection(finding.inspectionID) else {
      if !facts.isRefused(.inspection, id: finding.inspectionID) {
        rules.refuse(
          "inspection_id",
          "unknown_inspection",
          "no inspection has the identifier \(finding.inspectionID); correct it, or import the inspection first or "
            + "together with this record"
        )
      }
      return
    }
    rules.order(inspection.inspectedOn, "inspected_on of its inspection", finding.followUpDueOn, "follow_up_due_on")
    rules.order(inspection.inspectedOn, "inspected_on of its inspection", finding.followedUpOn, "followed_up_on")
  }
}
