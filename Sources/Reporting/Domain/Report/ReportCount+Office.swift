import DomainPrimitives

/// Trainings, requests for help, inspections and findings.
extension ReportCount {
  func forEachTraining(_ visit: (ReportMember) throws -> Void) throws {
    for (index, training) in source.facts.trainings.enumerated() {
      guard let reason = placeInPeriod(training.heldOn) else { continue }
      var member = ReportMember(subject: .training(index))
      member.row = source.placer.row(ofUnit: training.unitCode, on: training.heldOn)
      member.day = training.heldOn
      member.reason = reason.value
      if explains { member.evidence = .words("\(training.topic), held on \(training.heldOn)") }
      try visit(member)
    }
  }

  func forEachAttendance(_ visit: (ReportMember) throws -> Void) throws {
    for (index, training) in source.facts.trainings.enumerated() {
      guard let reason = placeInPeriod(training.heldOn) else { continue }
      let attended = Set(training.attendedProducerIDs.compactMap { source.links.survivorIndex(of: $0) })
      for producer in attended.sorted() {
        var member = ReportMember(subject: .attendance(training: index, producer: producer))
        member.producer = producer
        member.day = training.heldOn
        member.reason = reason.value
        if explains { member.evidence = .words("\(training.topic), held on \(training.heldOn)") }
        try visit(member)
      }
    }
  }

  func forEachOpenRequest(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    for (index, request) in source.facts.supportRequests.enumerated() {
      var member = requestMember(index, request)
      let isDone = request.doneOn.map { $0 <= day } ?? false
      let openness: Reason? = request.requestedOn > day ? .afterAsOf : isDone ? .done : nil
      guard explains || openness == nil else { continue }
      member.isInBase = openness == nil
      member.reason = openness
      if indicator == .supportRequestsOverdue, openness == nil, request.dueOn.map({ $0 >= day }) ?? true {
        member.reason = .notOverdue
      }
      try visit(member)
    }
  }

  func forEachDoneRequest(_ visit: (ReportMember) throws -> Void) throws {
    for (index, request) in source.facts.supportRequests.enumerated() {
      guard let done = request.doneOn, let reason = placeInPeriod(done) else { continue }
      var member = requestMember(index, request)
      member.day = done
      member.reason = reason.value
      try visit(member)
    }
  }

  func forEachInspection(_ visit: (ReportMember) throws -> Void) throws {
    for (index, inspection) in source.facts.inspections.enumerated() {
      guard let reason = placeInPeriod(inspection.inspectedOn) else { continue }
      var member = inspectionMember(.inspection(index), inspection)
      member.detail = inspection.subject
      member.day = inspection.inspectedOn
      member.reason = reason.value
      try visit(member)
    }
  }

  func forEachFinding(_ indicator: IndicatorID, _ visit: (ReportMember) throws -> Void) throws {
    try forEachKnownFinding { index, finding, inspection in
      let day = indicator == .findings ? inspection.inspectedOn : finding.followedUpOn
      guard let day, let reason = placeInPeriod(day) else { return }
      var member = findingMember(index, finding, inspection)
      member.day = day
      member.reason = reason.value
      try visit(member)
    }
  }

  func forEachOpenFinding(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    try forEachKnownFinding { index, finding, inspection in
      let openness: Reason? =
        inspection.inspectedOn > day ? .afterAsOf : finding.isFollowedUp(by: day) ? .followedUp : nil
      guard explains || openness == nil else { return }
      var member = findingMember(index, finding, inspection)
      member.isInBase = openness == nil
      member.reason = openness
      if indicator == .findingsOverdue, openness == nil, finding.followUpDueOn.map({ $0 >= day }) ?? true {
        member.reason = .notOverdue
      }
      try visit(member)
    }
  }

  /// Where a day lies: nil when it need not be looked at, otherwise why it is left out of the period.
  private struct Placement {
    let value: Reason?
  }

  private func placeInPeriod(_ day: CivilDate) -> Placement? {
    if day < question.period.first { return explains ? Placement(value: .beforePeriod) : nil }
    if day > question.period.last { return explains ? Placement(value: .afterPeriod) : nil }
    return Placement(value: nil)
  }

  private func requestMember(_ index: Int, _ request: SupportRequest) -> ReportMember {
    var member = ReportMember(subject: .supportRequest(index))
    member.producer = source.links.survivorIndex(of: request.producerID) ?? -1
    member.detail = request.kind
    if explains {
      let due = request.dueOn.map { ", due on \($0)" } ?? ""
      let done = request.doneOn.map { ", done on \($0)" } ?? ""
      member.evidence = .words("requested on \(request.requestedOn)\(due)\(done)")
    }
    return member
  }

  private func inspectionMember(_ subject: ReportMember.Subject, _ inspection: Inspection) -> ReportMember {
    var member = ReportMember(subject: subject)
    member.product = inspection.productID.flatMap { source.links.productIndex[$0] } ?? -1
    member.isOfUnknownProduct = inspection.productID != nil && member.product < 0
    member.producer = source.links.survivorIndex(of: inspection.producerID) ?? -1
    if explains { member.evidence = .words("inspected on \(inspection.inspectedOn)") }
    return member
  }

  private func findingMember(
    _ index: Int,
    _ finding: InspectionFinding,
    _ inspection: Inspection
  ) -> ReportMember {
    var member = inspectionMember(.finding(index), inspection)
    member.detail = finding.severity
    if explains {
      let due = finding.followUpDueOn.map { ", to be followed up by \($0)" } ?? ""
      let done = finding.followedUpOn.map { ", followed up on \($0)" } ?? ""
      member.evidence = .words("found on \(inspection.inspectedOn)\(due)\(done)")
    }
    return member
  }

  /// Findings whose inspection has arrived.
  private func forEachKnownFinding(_ body: (Int, InspectionFinding, Inspection) throws -> Void) throws {
    let inspections = Dictionary(source.facts.inspections.map { ($0.id, $0) }) { first, _ in first }
    for (index, finding) in source.facts.findings.enumerated() {
      if let inspection = inspections[finding.inspectionID] { try body(index, finding, inspection) }
    }
  }
}
