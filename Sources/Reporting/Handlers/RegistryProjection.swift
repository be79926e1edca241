import AccessControl
import DomainPrimitives
import Messages
import Storage

/// Takes changes of the registry into the copy. Kinds of record that no report needs are passed over, known or not.
enum RegistryProjection {
  /// Stores one change. Throws `FeedRecordError`, `MessageDecodingError` or `DatabaseError`.
  static func apply(_ event: CommonV1.ChangeEvent, in transaction: any WriteTransaction) throws {
    guard event.changeType == RegistryV1.Record.fullName else { return }
    let tables = RegistryTables(transaction: transaction)
    let revision = event.revision
    switch try RegistryV1.Record(decodingBytes: event.change).record {
    case .administrativeUnit(let unit): try tables.store(administrativeUnit(unit, revision))
    case .unitSuccession(let succession): try tables.store(unitSuccession(succession, revision))
    case .producer(let producer): try tables.store(Self.producer(producer, revision))
    case .product(let product): try tables.store(Self.product(product, revision))
    case .recognition(let recognition): try tables.store(Self.recognition(recognition, revision))
    case .campaignPhase(let phase): try tables.store(campaignPhase(phase, revision))
    case .publishedClaim(let claim): try tables.store(publishedClaim(claim, revision))
    case .campaignTarget, .training, .supportRequest: break
    case .productDocument, .ruleSet, .inspection, .inspectionFinding, .unitPlacement, nil: break
    }
  }

  private static func administrativeUnit(
    _ unit: RegistryV1.AdministrativeUnit,
    _ revision: UInt64
  ) throws(FeedRecordError) -> AdministrativeUnit {
    let fields = RecordFields(revision: revision, record: "administrative unit \(unit.code)")
    guard let kind = UnitKind(number: Int64(unit.kind.rawValue)) else {
      throw fields.failure("kind", "the kind \(unit.kind.rawValue) is not known here")
    }
    return AdministrativeUnit(
      key: UnitKey(code: unit.code, validFrom: try fields.day(unit.validFrom, "valid_from")),
      name: unit.name,
      kind: kind,
      parentCode: fields.optionalText(unit.parentCode),
      validTo: try fields.optionalDay(unit.validTo, "valid_to")
    )
  }

  private static func unitSuccession(
    _ succession: RegistryV1.UnitSuccession,
    _ revision: UInt64
  ) throws(FeedRecordError) -> UnitSuccession {
    let fields = RecordFields(
      revision: revision,
      record: "succession of \(succession.fromCode) to \(succession.toCode)"
    )
    return UnitSuccession(
      from: UnitKey(
        code: succession.fromCode,
        validFrom: try fields.day(succession.fromValidFrom, "from_valid_from")
      ),
      to: UnitKey(code: succession.toCode, validFrom: try fields.day(succession.toValidFrom, "to_valid_from")),
      change: succession.change == .split ? .split : .merged
    )
  }

  private static func producer(
    _ producer: RegistryV1.Producer,
    _ revision: UInt64
  ) throws(FeedRecordError) -> Producer {
    let fields = RecordFields(revision: revision, record: "producer \(producer.producerID)")
    return Producer(
      id: producer.producerID,
      name: producer.name,
      unitCode: producer.unitCode,
      registeredOn: try fields.day(producer.registeredOn, "registered_on"),
      endedOn: try fields.optionalDay(producer.endedOn, "ended_on"),
      isPerson: PersonalData.isPerson(producer.type),
      mergedIntoProducerID: fields.optionalText(producer.mergedIntoProducerID)
    )
  }

  private static func product(
    _ product: RegistryV1.Product,
    _ revision: UInt64
  ) throws(FeedRecordError) -> Product {
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
    return Product(
      id: product.productID,
      producerID: product.producerID,
      name: product.name,
      unitOfSale: product.unitOfSale,
      seasons: SeasonWindows(windows, exceptions: exceptions)
    )
  }

  private static func recognition(
    _ recognition: RegistryV1.Recognition,
    _ revision: UInt64
  ) throws(FeedRecordError) -> Recognition {
    let fields = RecordFields(revision: revision, record: "recognition \(recognition.recognitionID)")
    return Recognition(
      id: recognition.recognitionID,
      productID: recognition.productID,
      stars: Int(recognition.stars),
      issuedOn: try fields.day(recognition.issuedOn, "issued_on"),
      revokedOn: try fields.optionalDay(recognition.revokedOn, "revoked_on")
    )
  }

  private static func campaignPhase(
    _ phase: RegistryV1.CampaignPhase,
    _ revision: UInt64
  ) throws(FeedRecordError) -> CampaignPhase {
    let fields = RecordFields(revision: revision, record: "phase \(phase.phaseID)")
    return CampaignPhase(
      id: phase.phaseID,
      name: phase.name,
      startsOn: try fields.day(phase.startsOn, "starts_on"),
      unitCodes: phase.unitCodes
    )
  }

  private static func publishedClaim(
    _ claim: RegistryV1.PublishedClaim,
    _ revision: UInt64
  ) throws(FeedRecordError) -> PublishedClaim {
    let fields = RecordFields(revision: revision, record: "claim \(claim.claimID)")
    return PublishedClaim(
      id: claim.claimID,
      indicatorNumber: claim.indicator.rawValue,
      phaseID: fields.optionalText(claim.phaseID),
      wording: claim.wording,
      value: claim.value,
      asOf: try fields.day(claim.asOf, "as_of"),
      source: claim.source
    )
  }
}
