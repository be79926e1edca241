import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  static let inspections = RecordTable<Inspection>(
    name: "inspection",
    columns: ["inspection_id", "producer_id", "product_id", "inspected_on_day", "subject", "inspected_by"],
    values: { inspection in
      [
        .text(inspection.id), .text(inspection.producerID), .optionalText(inspection.productID),
        .day(inspection.inspectedOn), .choice(inspection.subject), .text(inspection.inspectedBy),
      ]
    },
    record: { row in
      Inspection(
        id: row.text(0),
        producerID: row.text(1),
        productID: row.optionalText(2),
        inspectedOn: row.day(3),
        subject: try row.choice(4),
        inspectedBy: row.text(5)
      )
    }
  )

  static let findings = RecordTable<InspectionFinding>(
    name: "inspection_finding",
    columns: [
      "finding_id", "inspection_id", "severity", "description", "follow_up_due_on_day", "followed_up_on_day",
      "follow_up",
    ],
    values: { finding in
      [
        .text(finding.id), .text(finding.inspectionID), .choice(finding.severity), .text(finding.description),
        .optionalDay(finding.followUpDueOn), .optionalDay(finding.followedUpOn), .text(finding.followUp),
      ]
    },
    record: { row in
      InspectionFinding(
        id: row.text(0),
        inspectionID: row.text(1),
        severity: try row.choice(2),
        description: row.text(3),
        followUpDueOn: row.optionalDay(4),
        followedUpOn: row.optionalDay(5),
        followUp: row.text(6)
      )
    }
  )
}
