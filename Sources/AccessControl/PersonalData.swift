public import Messages

/// Which fields of records hold personal data (Law 91/2025): decided here for every text field, once and in one place.
/// Who may not see personal data gets such a field empty, in whatever answer it is.
public enum PersonalData {
  /// What a text field holds.
  public enum Decision: Hashable, Sendable {
    /// An identifier, a code, a day, or text about a thing or an office.
    case notPersonal
    /// The name of a person, or a number that leads to one, where the producer is a household.
    case personalOfHouseholds
  }

  /// Whether the name of a producer of a type is a person's. A type that is not known is taken for one.
  public static func isPerson(_ type: RegistryV1.ProducerType) -> Bool {
    switch type {
    case .cooperative, .cooperativeGroup, .enterprise, .farm, .association: false
    default: true
    }
  }

  /// The decision on a text field: by message and field as the protocol names them, "ocop.registry.v1.Producer.name".
  /// Nil for a field that nobody has decided on.
  public static func decision(on field: String) -> Decision? { decisions[field] }

  /// Every field that was decided on.
  public static var fields: Set<String> { Set(decisions.keys) }

  private static let decisions: [String: Decision] = {
    var decisions: [String: Decision] = [:]
    for (message, fields) in notPersonal {
      for field in fields.split(separator: " ") { decisions["\(message).\(field)"] = .notPersonal }
    }
    decisions["ocop.registry.v1.Producer.name"] = .personalOfHouseholds
    decisions["ocop.registry.v1.Producer.registration_number"] = .personalOfHouseholds
    decisions["ocop.reporting.v1.ExplainedRecord.name"] = .personalOfHouseholds
    return decisions
  }()

  private static let notPersonal = [
    "ocop.registry.v1.Record": "masked_fields",
    "ocop.registry.v1.AdministrativeUnit": "code name parent_code valid_from valid_to",
    "ocop.registry.v1.UnitSuccession": "from_code from_valid_from to_code to_valid_from legal_basis",
    "ocop.registry.v1.Producer": "producer_id unit_code registered_on ended_on merged_into_producer_id",
    "ocop.registry.v1.Product": "product_id producer_id name unit_of_sale gtin",
    "ocop.registry.v1.SeasonException": "first_month last_month",
    "ocop.registry.v1.ProductDocument": "document_id product_id issued_on expires_on withdrawn_on reference",
    "ocop.registry.v1.Recognition":
      "recognition_id product_id issued_on decision_number revoked_on re_evaluation_filed_on re_evaluation_decided_on",
    "ocop.registry.v1.CampaignPhase": "phase_id name starts_on ends_before unit_codes",
    "ocop.registry.v1.CampaignTarget": "target_id phase_id unit_code source decided_on",
    "ocop.registry.v1.Training": "training_id topic held_on unit_code partner attended_producer_ids",
    // What came of a request, as an office writes it: of the case, not of a person. Who has it is an office or a post.
    "ocop.registry.v1.SupportRequest":
      "request_id producer_id requested_on due_on done_on outcome assignee assigned_on",
    "ocop.registry.v1.PublishedClaim": "claim_id phase_id wording as_of source",
    "ocop.registry.v1.RuleSet": "rule_set_id decision in_force_from",
    // The office that inspected, never a person of it.
    "ocop.registry.v1.Inspection": "inspection_id producer_id product_id inspected_on inspected_by",
    // What was found and done, as an office writes it: of the product and the place, not of a person.
    "ocop.registry.v1.InspectionFinding":
      "finding_id inspection_id description follow_up_due_on followed_up_on follow_up",
    "ocop.listing.v1.Floor": "floor_id name url",
    // The name over a store that everybody can open on the floor.
    "ocop.listing.v1.Store": "store_id producer_id floor_id name opened_on closed_on",
    "ocop.listing.v1.PaymentAccount": "payment_account_id producer_id provider opened_on closed_on",
    "ocop.listing.v1.ProductListing":
      "product_listing_id store_id product_id planned_on declared_on accepted_on observed_on ended_on external_id url",
    // A source is a file or a letter, by its name and day.
    "ocop.listing.v1.Order": "order_id product_listing_id ordered_on source",
    "ocop.listing.v1.MonthlySales": "monthly_sales_id product_listing_id month source",
    // Evidence is a link or a file's name.
    "ocop.listing.v1.ListingObservation": "observation_id product_listing_id observed_on evidence",
    "ocop.listing.v1.ListingPrice": "price_id product_listing_id valid_from",
    "ocop.listing.v1.ListingPause": "pause_id product_listing_id paused_on resumed_on",
    "ocop.listing.v1.LeadingRule": "leading_rule_id decision valid_from valid_to quantity_unit",
    "ocop.listing.v1.SalesExpectation": "expectation_id product_id first_month last_month stated_on",
    "ocop.reporting.v1.ExplainedRecord": "kind id unit reason evidence",
  ]
}
