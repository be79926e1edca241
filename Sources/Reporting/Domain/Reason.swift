/// Why a record is left out of a figure. The names are stable: clients and translations key on them.
enum Reason: String, Hashable, Sendable, CaseIterable {
  // Recognition.
  case notYetRecognised = "not_yet_recognised"
  case expired = "expired"
  case revoked = "revoked"
  // Producers.
  case notYetRegistered = "not_yet_registered"
  /// A duplicate: what it has counts as the producer's that it was merged into.
  case merged = "merged"
  /// A producer that stopped, or a listing that was taken off.
  case ended = "ended"
  case noStore = "no_store"
  case storeClosed = "store_closed"
  case noAccount = "no_account"
  case accountClosed = "account_closed"
  // Listings.
  case outOfSeason = "out_of_season"
  /// The producer or the floor says that it is listed; nobody has seen it live.
  case declaredNotSeen = "declared_not_seen"
  case planned = "planned"
  case storeWithoutListing = "store_without_listing"
  case listedOnOneFloorOnly = "listed_on_one_floor_only"
  /// On two floors or more, but not on all: can only be where there are three.
  case notOnEveryFloor = "not_on_every_floor"
  /// In season, or listed although it is not.
  case notOutOfSeason = "not_out_of_season"
  case listedBefore = "listed_before"
  case neverSeenLive = "never_seen_live"
  case verified = "verified"
  // Certificates and papers.
  case expiresLater = "expires_later"
  case inExtension = "in_extension"
  case notExpired = "not_expired"
  case notRevoked = "not_revoked"
  case notInExtension = "not_in_extension"
  case documentHolds = "document_holds"
  // Stores.
  case noRuleInForce = "no_rule_in_force"
  case belowRule = "below_rule"
  case nothingInSeason = "nothing_in_season"
  case sold = "sold"
  case sellingTooShortly = "selling_too_shortly"
  case reported = "reported"
  case notListedAllMonth = "not_listed_all_month"
  // Trainings, help, inspections.
  case notTrained = "not_trained"
  case beforePeriod = "before_period"
  case afterPeriod = "after_period"
  case done = "done"
  case notOverdue = "not_overdue"
  case followedUp = "followed_up"
  // Sales.
  /// Of the cancelled or returned orders: it is neither.
  case notCancelledOrReturned = "not_cancelled_or_returned"
  case otherEvidence = "other_evidence"
  case noOutlier = "no_outlier"
  case tooFewMonths = "too_few_months"
  case cancelled = "cancelled"
  case returned = "returned"
  /// The order's state is not known to this program.
  case notCompleted = "not_completed"
  case coveredByMonthlyTotal = "covered_by_monthly_total"
  case monthNotEnded = "month_not_ended"
  /// A second total of the same listing and month: only the first by identifier counts.
  case duplicateMonthlyTotal = "duplicate_monthly_total"
  case beforeCampaign = "before_campaign"
  /// The listing, or its product, has not arrived from its source.
  case unknownProduct = "unknown_product"
  // All.
  /// It happened after the report's date.
  case afterAsOf = "after_as_of"
}
