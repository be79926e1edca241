"""Orders of one record a call, with identifiers that come once."""

import json
from pathlib import Path

from installation import sample_column


def order_call(root: Path) -> list[str]:
    """For ocop-load: Listing/ImportRecords with one order of any of the sample's listings that are open."""
    ids = sample_column(root, "product_listings", "product_listing_id")
    observed = sample_column(root, "product_listings", "observed_on")
    ended = sample_column(root, "product_listings", "ended_on")
    listings = [name for name, seen, end in zip(ids, observed, ended, strict=True) if seen and not end]
    order = {
        "order_id": "BM-${run}-${sequence}",
        "product_listing_id": f"${{choice({', '.join(listings)})}}",
        "ordered_on": "2021-11-01",
        "quantity_thousandths": "${integer(500, 20000)}",
        "revenue_dong": "${integer(50000, 2000000)}",
        "state": "ORDER_STATE_COMPLETED",
        "evidence": "EVIDENCE_GRADE_DECLARED",
    }
    request = {"operation_id": "BM-${run}-${sequence}", "records": [{"order": order}]}
    return ["--call", "Listing/ImportRecords", "--request", json.dumps(request)]
