/// The indicators, by the names that are stable: clients and signed reports key on them.
enum IndicatorID: String, Hashable, Sendable, CaseIterable {
  case producers
  case producersWithStore = "producers_with_store"
  case producersWithPaymentAccount = "producers_with_payment_account"
  case producersWithStoreAndPaymentAccount = "producers_with_store_and_payment_account"
  case productsRecognised = "products_recognised"
  case productsListedAnyFloor = "products_listed_any_floor"
  case productsListedEveryFloor = "products_listed_every_floor"
  case productsRecognisedInSeason = "products_recognised_in_season"
  case productsListedInSeason = "products_listed_in_season"
  case productsOutOfSeason = "products_out_of_season"
  case productsNeverListed = "products_never_listed"
  case daysRecognitionToListing = "days_recognition_to_listing"
  case orders
  case quantity
  case revenue
  case ordersCancelled = "orders_cancelled"
  case ordersReturned = "orders_returned"
  case storesOpen = "stores_open"
  case leadingStores = "leading_stores"
  case superLeadingStores = "super_leading_stores"
  case storesSellingInSeason = "stores_selling_in_season"
  case storesSilent = "stores_silent"
  case productsInSeason = "products_in_season"
  case certificatesExpiringWithin30Days = "certificates_expiring_within_30_days"
  case certificatesExpiringWithin90Days = "certificates_expiring_within_90_days"
  case certificatesExpiringWithin120Days = "certificates_expiring_within_120_days"
  case certificatesExpiringWithin180Days = "certificates_expiring_within_180_days"
  case productsRecognisedEver = "products_recognised_ever"
  case productsExpired = "products_expired"
  case productsInExtension = "products_in_extension"
  case productsRevoked = "products_revoked"
  case productsMissingTraceabilityStamp = "products_missing_traceability_stamp"
  case productsMissingLabel = "products_missing_label"
  case productsMissingPackaging = "products_missing_packaging"
  case productsMissingProcess = "products_missing_process"
  case trainings
  case trainingAttendances = "training_attendances"
  case producersTrained = "producers_trained"
  case supportRequestsOpen = "support_requests_open"
  case supportRequestsOverdue = "support_requests_overdue"
  case supportRequestsDone = "support_requests_done"
  case inspections
  case findings
  case findingsOpen = "findings_open"
  case findingsOverdue = "findings_overdue"
  case findingsFollowedUp = "findings_followed_up"
  case revenueGrowth = "revenue_growth"
  case listingsLive = "listings_live"
  case listingsUnverified = "listings_unverified"
  case ordersEvidenced = "orders_evidenced"
  case ordersDeclared = "orders_declared"
  case ordersEstimated = "orders_estimated"
  case storesReportingLate = "stores_reporting_late"
  case salesOutliers = "sales_outliers"

  /// Days before its end within which a certificate counts as expiring; nil for other indicators.
  var expiringWithinDays: Int? {
    switch self {
    case .certificatesExpiringWithin30Days: 30
    case .certificatesExpiringWithin90Days: 90
    case .certificatesExpiringWithin120Days: 120
    case .certificatesExpiringWithin180Days: 180
    default: nil
    }
  }

  /// The kind of document that products lack; nil for other indicators.
  var missingDocument: String? {
    switch self {
    case .productsMissingTraceabilityStamp: "traceability_stamp"
    case .productsMissingLabel: "label"
    case .productsMissingPackaging: "packaging"
    case .productsMissingProcess: "process"
    default: nil
    }
  }
}
