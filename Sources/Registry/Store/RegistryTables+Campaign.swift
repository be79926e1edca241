import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  static let phases = RecordTable<CampaignPhase>(
    name: "campaign_phase",
    columns: ["phase_id", "name", "starts_on_day", "ends_before_day"],
    values: { phase in
      [.text(phase.id), .text(phase.name), .day(phase.days.start), .optionalDay(phase.days.end)]
    },
    record: { row in
      CampaignPhase(
        id: row.text(0),
        name: row.text(1),
        days: try DateInterval(start: row.day(2), end: row.day(3)),
        unitCodes: []
      )
    },
    lists: RecordTable<CampaignPhase>.Lists(
      load: { phase, transaction in
        phase.unitCodes = try transaction.query(
          "SELECT unit_code FROM campaign_phase_unit WHERE phase_id = ?1 ORDER BY position",
          [.text(phase.id)]
        ) { $0.text(0) }
      },
      save: { phase, transaction in
        try transaction.execute("DELETE FROM campaign_phase_unit WHERE phase_id = ?1", [.text(phase.id)])
        for (position, code) in phase.unitCodes.enumerated() {
          try transaction.execute(
            "INSERT INTO campaign_phase_unit (phase_id, position, unit_code) VALUES (?1, ?2, ?3)",
            [.text(phase.id), .integer(Int64(position)), .text(code)]
          )
        }
      }
    )
  )

  static let targets = RecordTable<CampaignTarget>(
    name: "campaign_target",
    columns: ["target_id", "phase_id", "unit_code", "indicator", "target_percent", "source", "decided_on_day"],
    values: { target in
      [
        .text(target.id), .text(target.phaseID), .optionalText(target.unitCode), .choice(target.indicator),
        .integer(Int64(target.percent)), .text(target.source), .optionalDay(target.decidedOn),
      ]
    },
    record: { row in
      CampaignTarget(
        id: row.text(0),
        phaseID: row.text(1),
        unitCode: row.optionalText(2),
        indicator: try row.choice(3),
        percent: Int(row.integer(4)),
        source: row.text(5),
        decidedOn: row.optionalDay(6)
      )
    }
  )

  static let claims = RecordTable<PublishedClaim>(
    name: "published_claim",
    columns: ["claim_id", "indicator", "phase_id", "wording", "value", "as_of_day", "source"],
    values: { claim in
      [
        .text(claim.id), .choice(claim.indicator), .optionalText(claim.phaseID), .text(claim.wording),
        .integer(claim.value), .day(claim.asOf), .text(claim.source),
      ]
    },
    record: { row in
      PublishedClaim(
        id: row.text(0),
        indicator: try row.choice(1),
        phaseID: row.optionalText(2),
        wording: row.text(3),
        value: row.integer(4),
        asOf: row.day(5),
        source: row.text(6)
      )
    }
  )

  static let trainings = RecordTable<Training>(
    name: "training",
    columns: ["training_id", "topic", "held_on_day", "unit_code", "partner"],
    values: { training in
      [
        .text(training.id), .text(training.topic), .day(training.heldOn), .text(training.unitCode),
        .text(training.partner),
      ]
    },
    record: { row in
      Training(
        id: row.text(0),
        topic: row.text(1),
        heldOn: row.day(2),
        unitCode: row.text(3),
        partner: row.text(4),
        attendedProducerIDs: []
      )
    },
    lists: RecordTable<Training>.Lists(
      load: { training, transaction in
        training.attendedProducerIDs = try transaction.query(
          "SELECT producer_id FROM training_attendance WHERE training_id = ?1 ORDER BY position",
          [.text(training.id)]
        ) { $0.text(0) }
      },
      save: { training, transaction in
        try transaction.execute("DELETE FROM training_attendance WHERE training_id = ?1", [.text(training.id)])
        for (position, producerID) in training.attendedProducerIDs.enumerated() {
          try transaction.execute(
            "INSERT INTO training_attendance (training_id, position, producer_id) VALUES (?1, ?2, ?3)",
            [.text(training.id), .integer(Int64(position)), .text(producerID)]
          )
        }
      }
    )
  )

  static let supportRequests = RecordTable<SupportRequest>(
    name: "support_request",
    columns: [
      "request_id", "producer_id", "kind", "requested_on_day", "due_on_day", "done_on_day", "outcome", "assignee",
      "assigned_on_day",
    ],
    values: { request in
      [
        .text(request.id), .text(request.producerID), .choice(request.kind), .day(request.requestedOn),
        .optionalDay(request.dueOn), .optionalDay(request.doneOn), .text(request.outcome),
        .text(request.assignee), .optionalDay(request.assignedOn),
      ]
    },
    record: { row in
      SupportRequest(
        id: row.text(0),
        producerID: row.text(1),
        kind: try row.choice(2),
        requestedOn: row.day(3),
        dueOn: row.optionalDay(4),
        doneOn: row.optionalDay(5),
        outcome: row.text(6),
        assignee: row.text(7),
        assignedOn: row.optionalDay(8)
      )
    }
  )
}
