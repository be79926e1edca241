"""The table of INDICATORS.md: of each indicator its subjects, what it is a share of, and whether it is of a period."""

from .dated import DOCUMENTS
from .periodic import EVIDENCE

# Shares, with the indicator whose count is the denominator.
SHARES = {
    **{name: "producers" for name in (
        "producers_with_store", "producers_with_payment_account", "producers_with_store_and_payment_account",
        "producers_trained")},
    **{name: "products_recognised" for name in (
        "products_listed_any_floor", "products_listed_every_floor", "products_out_of_season", "products_never_listed",
        "products_in_season", "products_in_extension",
        *(f"certificates_expiring_within_{days}_days" for days in (30, 90, 120, 180)),
        *(f"products_missing_{document}" for document in DOCUMENTS))},
    "products_listed_in_season": "products_recognised_in_season",
    "products_expired": "products_recognised_ever",
    "products_revoked": "products_recognised_ever",
    "leading_stores": "stores_open",
    "super_leading_stores": "stores_open",
    "stores_silent": "stores_selling_in_season",
    "support_requests_overdue": "support_requests_open",
    "findings_overdue": "findings_open",
    "listings_unverified": "listings_live",
    "stores_reporting_late": "stores_open",
    **{name: "orders" for name in EVIDENCE},
}
QUANTITIES, AMOUNTS, DAYS, GROWTHS = (
    {"quantity"}, {"revenue"}, {"days_recognition_to_listing"}, {"revenue_growth"})
OF_PERIOD = {
    "orders", "quantity", "revenue", "orders_cancelled", "orders_returned", "trainings", "training_attendances",
    "producers_trained", "support_requests_done", "inspections", "findings", "findings_followed_up", "revenue_growth",
    "sales_outliers", *EVIDENCE}
COUNTS = {
    "producers", "products_recognised", "products_recognised_in_season", "orders", "orders_cancelled",
    "orders_returned", "stores_open", "stores_selling_in_season", "products_recognised_ever", "trainings",
    "training_attendances", "support_requests_open", "support_requests_done", "inspections", "findings",
    "findings_open", "findings_followed_up", "listings_live", "sales_outliers"}
ALL = set(SHARES) | QUANTITIES | AMOUNTS | DAYS | GROWTHS | COUNTS


def subjects(count, indicator, by_season_month=False):
    """What an indicator counts, of a day or a period."""
    if indicator == "products_in_season" and by_season_month:
        return count.season_months()
    if indicator in EVIDENCE:
        return count.of_evidence(EVIDENCE[indicator])
    if indicator.startswith("certificates_expiring_within_"):
        return count.expiring(int(indicator.split("_")[3]))
    if indicator.startswith("products_missing_"):
        return count.missing(indicator.removeprefix("products_missing_"))
    return getattr(count, indicator)()
