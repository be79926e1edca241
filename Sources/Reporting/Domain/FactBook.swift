import DomainPrimitives

/// All facts that are known at one moment, by kind and identifier; takes changes and gives what reports count from.
struct FactBook: Sendable {
  private var units = FactTable<AdministrativeUnit>()
  private var successions = FactTable<UnitSuccession>()
  private var producers = FactTable<Producer>()
  private var products = FactTable<Product>()
  private var recognitions = FactTable<Recognition>()
  private var phases = FactTable<CampaignPhase>()
  private var targets = FactTable<CampaignTarget>()
  private var trainings = FactTable<Training>()
  private var supportRequests = FactTable<SupportRequest>()
  private var claims = FactTable<PublishedClaim>()
  private var documents = FactTable<ProductDocument>()
  private var rules = FactTable<RecordedRule>()
  private var inspections = FactTable<Inspection>()
  private var findings = FactTable<InspectionFinding>()
  private var placements = FactTable<ProducerPlacement>()
  private var floors = FactTable<Floor>()
  private var stores = FactTable<Store>()
  private var accounts = FactTable<PaymentAccount>()
  private var listings = FactTable<ProductListing>()
  private var monthlyTotals = FactTable<SaleRecord>()
  private var looks = FactTable<ListingLook>()
  private var leadingRules = FactTable<LeadingRule>()
  private var expectations = FactTable<SalesExpectation>()
  private var geography = AdministrativeGeography.empty

  /// Takes facts that are new or have changed; of two of one kind and identifier the later in the list counts.
  mutating func merge(_ changes: [(identifier: String, fact: Fact)]) {
    func changed<Value>(_ value: (Fact) -> Value?) -> [String: Value] {
      var byIdentifier: [String: Value] = [:]
      for change in changes {
        if let value = value(change.fact) { byIdentifier[change.identifier] = value }
      }
      return byIdentifier
    }
    let changedUnits = changed { if case .administrativeUnit(let value) = $0 { value } else { nil } }
    let changedSuccessions = changed { if case .unitSuccession(let value) = $0 { value } else { nil } }
    units.merge(changedUnits)
    successions.merge(changedSuccessions)
    if !changedUnits.isEmpty || !changedSuccessions.isEmpty {
      geography = AdministrativeGeography(units: units.values, successions: successions.values)
    }
    producers.merge(changed { if case .producer(let value) = $0 { value } else { nil } })
    products.merge(changed { if case .product(let value) = $0 { value } else { nil } })
    recognitions.merge(changed { if case .recognition(let value) = $0 { value } else { nil } })
    phases.merge(changed { if case .campaignPhase(let value) = $0 { value } else { nil } })
    targets.merge(changed { if case .campaignTarget(let value) = $0 { value } else { nil } })
    trainings.merge(changed { if case .training(let value) = $0 { value } else { nil } })
    supportRequests.merge(changed { if case .supportRequest(let value) = $0 { value } else { nil } })
    claims.merge(changed { if case .publishedClaim(let value) = $0 { value } else { nil } })
    documents.merge(changed { if case .productDocument(let value) = $0 { value } else { nil } })
    rules.merge(changed { if case .ruleSet(let value) = $0 { value } else { nil } })
    inspections.merge(changed { if case .inspection(let value) = $0 { value } else { nil } })
    findings.merge(changed { if case .inspectionFinding(let value) = $0 { value } else { nil } })
    placements.merge(changed { if case .unitPlacement(let value) = $0 { value } else { nil } })
    floors.merge(changed { if case .floor(let value) = $0 { value } else { nil } })
    stores.merge(changed { if case .store(let value) = $0 { value } else { nil } })
    accounts.merge(changed { if case .paymentAccount(let value) = $0 { value } else { nil } })
    listings.merge(changed { if case .productListing(let value) = $0 { value } else { nil } })
    monthlyTotals.merge(changed { if case .monthlySales(let value) = $0 { value } else { nil } })
    looks.merge(changed { if case .listingObservation(let value) = $0 { value } else { nil } })
    leadingRules.merge(changed { if case .leadingRule(let value) = $0 { value } else { nil } })
    expectations.merge(changed { if case .salesExpectation(let value) = $0 { value } else { nil } })
  }

  /// How often records have changed.
  var versions: FactVersions {
    FactVersions(
      units: units.version,
      successions: successions.version,
      phases: phases.version,
      producers: producers.version,
      products: products.version,
      recognitions: recognitions.version,
      documents: documents.version,
      floors: floors.version,
      stores: stores.version,
      accounts: accounts.version,
      listings: listings.version,
      looks: looks.version,
      monthlyTotals: monthlyTotals.version
    )
  }

  /// Gives producers these names, by identifier.
  mutating func rename(_ names: [String: String]) {
    var renamed: [String: Producer] = [:]
    for producer in producers.values {
      guard let name = names[producer.id], name != producer.name else { continue }
      var producer = producer
      producer.name = name
      renamed[producer.id] = producer
    }
    producers.merge(renamed)
  }

  /// What reports count from. Floors, phases and claims are in the order of the report.
  var facts: CampaignFacts {
    CampaignFacts(
      geography: geography,
      phases: phases.values.sorted { ($0.startsOn, $0.id) < ($1.startsOn, $1.id) },
      floors: floors.values,
      producers: placedProducers,
      products: products.values,
      recognitions: recognitions.values,
      stores: stores.values,
      paymentAccounts: accounts.values,
      listings: listings.values,
      claims: claims.values.sorted { ($0.asOf, $0.id) < ($1.asOf, $1.id) },
      rules: CertificateRules(recorded: rules.values.map(\.rule)),
      targets: targets.values,
      trainings: trainings.values,
      supportRequests: supportRequests.values,
      documents: documents.values,
      inspections: inspections.values,
      findings: findings.values,
      looks: looks.values,
      leadingRules: leadingRules.values,
      monthlyTotals: monthlyTotals.values,
      expectations: expectations.values
    )
  }

  private var placedProducers: [Producer] {
    guard !placements.values.isEmpty else { return producers.values }
    let units = Dictionary(grouping: placements.values, by: \.producerID).mapValues { $0.map(\.unit).sorted() }
    return producers.values.map { producer in
      guard let placedIn = units[producer.id] else { return producer }
      var producer = producer
      producer.placedIn = placedIn
      return producer
    }
  }
}
