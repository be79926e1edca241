import AccessControl
import DomainPrimitives
import Messages

/// Reads records of the registry's feed as facts.
enum RegistryProjection {
  /// The fact that a record is; nil for a kind that is not known here.
  /// Throws `FeedRecordError` naming the record and the field.
  static func fact(_ record: RegistryV1.Record, _ revision: UInt64) throws(FeedRecordError) -> IdentifiedFact? {
    switch record.record {
    case .administrativeUnit(let unit): try administrativeUnit(unit, revision)
    case .unitSuccession(let succession): try unitSuccession(succession, revision)
    case .producer(let producer): try Self.producer(producer, revision)
    case .product(let product): try Self.product(product, revision)
    case .recognition(let recognition): try Self.recognition(recognition, revision)
    case .campaignPhase(let phase): try campaignPhase(phase, revision)
    case .campaignTarget(let target): try campaignTarget(target, revision)
    case .training(let training): try Self.training(training, revision)
    case .supportRequest(let request): try supportRequest(request, revision)
    case .publishedClaim(let claim): try publishedClaim(claim, revision)
    case .productDocument(let document): try productDocument(document, revision)
    case .ruleSet(let rules): try ruleSet(rules, revision)
    case .inspection(let inspection): try Self.inspection(inspection, revision)
    case .inspectionFinding(let finding): try inspectionFinding(finding, revision)
    case .unitPlacement(let placement): try unitPlacement(placement, revision)
    case nil: nil
    }
  }

  private static func administrativeUnit(
    _ unit: RegistryV1.AdministrativeUnit,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "administrative unit \(unit.code)")
    guard let kind = UnitKind(number: Int64(unit.kind.rawValue)) else {
      throw fields.failure("kind", "the kind \(unit.kind.rawValue) is not known here")
    }
    let value = AdministrativeUnit(
      key: UnitKey(code: unit.code, validFrom: try fields.day(unit.validFrom, "valid_from")),
      name: unit.name,
      kind: kind,
      parentCode: fields.optionalText(unit.parentCode),
      validTo: try fields.optionalDay(unit.validTo, "valid_to")
    )
    return IdentifiedFact(.administrativeUnit, value.key.description, .administrativeUnit(value))
  }

  private static func unitSuccession(
    _ succession: RegistryV1.UnitSuccession,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(
      revision: revision,
      record: "succession of \(succession.fromCode) to \(succession.toCode)"
    )
    let value = UnitSuccession(
      from: UnitKey(
        code: succession.fromCode,
        validFrom: try fields.day(succession.fromValidFrom, "from_valid_from")
      ),
      to: UnitKey(code: succession.toCode, validFrom: try fields.day(succession.toValidFrom, "to_valid_from")),
      change: succession.change == .split ? .split : .merged
    )
    return IdentifiedFact(.unitSuccession, "\(value.from)>\(value.to)", .unitSuccession(value))
  }

  private static func producer(
    _ producer: RegistryV1.Producer,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "producer \(producer.producerID)")
    var value = Producer(
      id: producer.producerID,
      name: producer.name,
      unitCode: producer.unitCode,
      registeredOn: try fields.day(producer.registeredOn, "registered_on"),
      endedOn: try fields.optionalDay(producer.endedOn, "ended_on"),
      isPerson: PersonalData.isPerson(producer.type),
      mergedIntoProducerID: fields.optionalText(producer.mergedIntoProducerID)
    )
    value.type = EnumWord.word(producer.type.name, after: "PRODUCER_TYPE_")
    return IdentifiedFact(.producer, value.id, .producer(value))
  }

  private static func product(
    _ product: RegistryV1.Product,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "product \(product.productID)")
    var windows: [SeasonWindow] = []
    for window in product.seasonWindows {
      do throws(CalendarError) {
        windows.append(try SeasonWindow(firstMonth: Int(window.firstMonth), lastMonth: Int(window.lastMonth)))
      } catch {
        throw fields.failure("season_windows", error.message)
      }
    }
    var exceptions: [SeasonException] = []
    for exception in product.seasonExceptions {
      let first = try fields.month(exception.firstMonth, "season_exceptions")
      let last = try fields.month(exception.lastMonth, "season_exceptions")
      do throws(CalendarError) {
        exceptions.append(try SeasonException(firstMonth: first, lastMonth: last, isInSeason: exception.inSeason))
      } catch {
        throw fields.failure("season_exceptions", error.message)
      }
    }
    var value = Product(
      id: product.productID,
      producerID: product.producerID,
      name: product.name,
      unitOfSale: product.unitOfSale,
      seasons: SeasonWindows(windows, exceptions: exceptions)
    )
    value.group = EnumWord.word(product.group.name, after: "PRODUCT_GROUP_")
    return IdentifiedFact(.product, value.id, .product(value))
  }

  private static func recognition(
    _ recognition: RegistryV1.Recognition,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "recognition \(recognition.recognitionID)")
    var value = Recognition(
      id: recognition.recognitionID,
      productID: recognition.productID,
      stars: Int(recognition.stars),
      issuedOn: try fields.day(recognition.issuedOn, "issued_on"),
      revokedOn: try fields.optionalDay(recognition.revokedOn, "revoked_on")
    )
    value.revocationGround = EnumWord.word(recognition.revocationGround.name, after: "REVOCATION_GROUND_")
    value.reEvaluationFiledOn = try fields.optionalDay(recognition.reEvaluationFiledOn, "re_evaluation_filed_on")
    value.reEvaluationDecidedOn = try fields.optionalDay(recognition.reEvaluationDecidedOn, "re_evaluation_decided_on")
    return IdentifiedFact(.recognition, value.id, .recognition(value))
  }

  private static func campaignPhase(
    _ phase: RegistryV1.CampaignPhase,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "phase \(phase.phaseID)")
    let value = CampaignPhase(
      id: phase.phaseID,
      name: phase.name,
      startsOn: try fields.day(phase.startsOn, "starts_on"),
      unitCodes: phase.unitCodes
    )
    return IdentifiedFact(.campaignPhase, value.id, .campaignPhase(value))
  }

  private static func publishedClaim(
    _ claim: RegistryV1.PublishedClaim,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "claim \(claim.claimID)")
    let value = PublishedClaim(
      id: claim.claimID,
      indicatorNumber: claim.indicator.rawValue,
      phaseID: fields.optionalText(claim.phaseID),
      wording: claim.wording,
      value: claim.value,
      asOf: try fields.day(claim.asOf, "as_of"),
      source: claim.source
    )
    return IdentifiedFact(.publishedClaim, value.id, .publishedClaim(value))
  }
}
