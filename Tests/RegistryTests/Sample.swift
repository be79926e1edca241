import Foundation
import Messages
import Testing

/// Records for tests: the real units from the sample, and well-formed records of every other kind.
enum Sample {
  static func units() throws -> [RegistryV1.Record] {
    let kinds: [String: RegistryV1.UnitKind] = [
      "province": .province, "city": .city, "district": .district, "ward": .ward, "township": .township,
      "commune": .commune,
    ]
    return try rows("administrative_units.csv").map { row in
      unit(
        row["code"] ?? "",
        row["name"] ?? "",
        try #require(kinds[row["kind"] ?? ""]),
        parent: row["parent_code"] ?? "",
        from: row["valid_from"] ?? "",
        to: row["valid_to"] ?? ""
      )
    }
  }

  static func successions() throws -> [RegistryV1.Record] {
    try rows("unit_successions.csv").map { row in
      succession(
        from: "\(row["from_code"] ?? "")@\(row["from_valid_from"] ?? "")",
        to: "\(row["to_code"] ?? "")@\(row["to_valid_from"] ?? "")",
        row["change"] == "split" ? .split : .merged
      )
    }
  }

  static func unit(
    _ code: String,
    _ name: String,
    _ kind: RegistryV1.UnitKind,
    parent: String,
    from: String = "2020-01-01",
    to: String = ""
  ) -> RegistryV1.Record {
    var unit = RegistryV1.AdministrativeUnit()
    unit.code = code
    unit.name = name
    unit.kind = kind
    unit.parentCode = parent
    unit.validFrom = from
    unit.validTo = to
    return record(.administrativeUnit(unit))
  }

  static func succession(from: String, to: String, _ change: RegistryV1.SuccessionChange) -> RegistryV1.Record {
    let from = from.split(separator: "@").map(String.init)
    let to = to.split(separator: "@").map(String.init)
    var edge = RegistryV1.UnitSuccession()
    edge.fromCode = from[0]
    edge.fromValidFrom = from[1]
    edge.toCode = to[0]
    edge.toValidFrom = to[1]
    edge.change = change
    edge.legalBasis = "1672/NQ-UBTVQH15"
    return record(.unitSuccession(edge))
  }

  /// A cooperative in the township Đồng Mỏ, Chi Lăng district.
  static func producer(
    _ id: String,
    name: String = "Hợp tác xã",
    unit: String = "06463",
    on day: String = "2020-06-18",
    ended: String = "",
    number: String = "",
    mergedInto: String = ""
  ) -> RegistryV1.Record {
    var producer = RegistryV1.Producer()
    producer.producerID = id
    producer.name = name
    producer.type = .cooperative
    producer.unitCode = unit
    producer.registeredOn = day
    producer.endedOn = ended
    producer.registrationNumber = number
    producer.mergedIntoProducerID = mergedInto
    return record(.producer(producer))
  }

  /// A household in the township Đồng Mỏ: its name is a person's.
  static func household(
    _ id: String,
    name: String,
    unit: String = "06463",
    number: String = ""
  ) -> RegistryV1.Record {
    var record = producer(id, name: name, unit: unit, number: number)
    if case .producer(var producer) = record.record {
      producer.type = .household
      record.record = .producer(producer)
    }
    return record
  }

  static func product(
    _ id: String,
    of producerID: String,
    exceptions: [(String, String, Bool)] = [],
    gtin: String = ""
  ) -> RegistryV1.Record {
    var product = RegistryV1.Product()
    product.productID = id
    product.producerID = producerID
    product.name = "Na Chi Lăng"
    product.group = .food
    product.unitOfSale = "kg"
    product.seasonWindows = [(5, 6), (11, 2)].map { months in
      var window = RegistryV1.SeasonWindow()
      window.firstMonth = UInt32(months.0)
      window.lastMonth = UInt32(months.1)
      return window
    }
    product.seasonExceptions = exceptions.map { first, last, isInSeason in
      var exception = RegistryV1.SeasonException()
      exception.firstMonth = first
      exception.lastMonth = last
      exception.inSeason = isInSeason
      return exception
    }
    product.gtin = gtin
    return record(.product(product))
  }

  static func document(
    _ id: String,
    of productID: String,
    _ kind: RegistryV1.DocumentKind = .foodSafety,
    from: String = "2020-11-10",
    to: String = "2023-11-09",
    withdrawn: String = "",
    reference: String = "Giấy chứng nhận"
  ) -> RegistryV1.Record {
    var document = RegistryV1.ProductDocument()
    document.documentID = id
    document.productID = productID
    document.kind = kind
    document.issuedOn = from
    document.expiresOn = to
    document.withdrawnOn = withdrawn
    document.reference = reference
    return record(.productDocument(document))
  }

  static func recognition(_ id: String, of productID: String) -> RegistryV1.Record {
    var recognition = RegistryV1.Recognition()
    recognition.recognitionID = id
    recognition.productID = productID
    recognition.stars = 4
    recognition.points = 84
    recognition.issuedOn = "2019-12-27"
    recognition.decisionNumber = "2661/QĐ-UBND"
    recognition.revokedOn = "2022-01-10"
    recognition.revocationGround = .productionStopped
    recognition.authority = .province
    recognition.group = .food
    return record(.recognition(recognition))
  }

  static func phase(_ id: String, _ start: String, _ end: String, units: [String]) -> RegistryV1.Record {
    var phase = RegistryV1.CampaignPhase()
    phase.phaseID = id
    phase.name = "Giai đoạn"
    phase.startsOn = start
    phase.endsBefore = end
    phase.unitCodes = units
    return record(.campaignPhase(phase))
  }

  static func target(_ id: String, phase: String, unit: String) -> RegistryV1.Record {
    var target = RegistryV1.CampaignTarget()
    target.targetID = id
    target.phaseID = phase
    target.unitCode = unit
    target.indicator = .productsListedBothFloors
    target.targetPercent = 100
    target.source = "Kế hoạch"
    target.decidedOn = "2021-08-01"
    return record(.campaignTarget(target))
  }

  static func training(_ id: String, unit: String, attended: [String]) -> RegistryV1.Record {
    var training = RegistryV1.Training()
    training.trainingID = id
    training.topic = "Mở cửa hàng số"
    training.heldOn = "2021-07-28"
    training.unitCode = unit
    training.partner = "Voso"
    training.attendedProducerIDs = attended
    return record(.training(training))
  }

  static func supportRequest(_ id: String, of producerID: String) -> RegistryV1.Record {
    var request = RegistryV1.SupportRequest()
    request.requestID = id
    request.producerID = producerID
    request.kind = .openStore
    request.requestedOn = "2021-07-20"
    request.dueOn = "2021-07-30"
    request.doneOn = "2021-07-23"
    request.outcome = "Đã mở cửa hàng"
    request.assignee = "Phòng Nông nghiệp huyện Chi Lăng"
    request.assignedOn = "2021-07-21"
    return record(.supportRequest(request))
  }

  static func claim(_ id: String, phase: String) -> RegistryV1.Record {
    var claim = RegistryV1.PublishedClaim()
    claim.claimID = id
    claim.indicator = .productsListedAnyFloor
    claim.phaseID = phase
    claim.wording = "nearly 30"
    claim.value = 30
    claim.asOf = "2021-11-05"
    claim.source = "The 2021 article"
    return record(.publishedClaim(claim))
  }

  /// The third decision, in force from 2025-07-06.
  static func ruleSet(_ id: String) -> RegistryV1.Record {
    var ruleSet = RegistryV1.RuleSet()
    ruleSet.ruleSetID = id
    ruleSet.decision = "1489/QĐ-TTg"
    ruleSet.inForceFrom = "2025-07-06"
    let ranks: [(UInt32, UInt32, RegistryV1.CertifyingAuthority)] = [
      (5, 90, .ministry), (4, 70, .province), (3, 50, .province),
    ]
    ruleSet.starRanks = ranks.map { stars, points, authority in
      var rank = RegistryV1.StarRank()
      rank.stars = stars
      rank.pointsMin = points
      rank.authority = authority
      return rank
    }
    ruleSet.productGroups = [.food, .drink, .medicinalPlants, .handicraft, .ornamental, .tourism]
    ruleSet.validityMonths = 36
    ruleSet.reEvaluationOpensDaysBefore = 180
    ruleSet.reEvaluationClosesDaysBefore = 120
    ruleSet.extensionDaysMax = 0
    return record(.ruleSet(ruleSet))
  }

  static func inspection(_ id: String, of producerID: String, product: String = "") -> RegistryV1.Record {
    var inspection = RegistryV1.Inspection()
    inspection.inspectionID = id
    inspection.producerID = producerID
    inspection.productID = product
    inspection.inspectedOn = "2021-08-18"
    inspection.subject = .labelAndPackaging
    inspection.inspectedBy = "Phòng Nông nghiệp huyện Chi Lăng"
    return record(.inspection(inspection))
  }

  static func finding(_ id: String, of inspectionID: String) -> RegistryV1.Record {
    var finding = RegistryV1.InspectionFinding()
    finding.findingID = id
    finding.inspectionID = inspectionID
    finding.severity = .major
    finding.description = "Nhãn chưa ghi hạn sử dụng"
    finding.followUpDueOn = "2021-09-18"
    finding.followedUpOn = "2021-09-15"
    finding.followUp = "Đã in lại nhãn"
    return record(.inspectionFinding(finding))
  }

  private static func record(_ choice: RegistryV1.Record.RecordChoice) -> RegistryV1.Record {
    var record = RegistryV1.Record()
    record.record = choice
    return record
  }

  /// Rows of a file of the sample; these files hold neither quotes nor commas in fields.
  private static func rows(_ name: String) throws -> [[String: String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "deploy/sample/\(name)"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return try lines.dropFirst().map { fields in
      try #require(fields.count == header.count)
      return Dictionary(zip(header, fields)) { first, _ in first }
    }
  }
}
