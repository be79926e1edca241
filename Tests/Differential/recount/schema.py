"""The kinds of record, as protobuf messages, dictionaries and columns of DuckDB."""

from google.protobuf.descriptor import FieldDescriptor
from ocop.listing.v1 import listing_pb2
from ocop.registry.v1 import inspection_pb2, recognition_pb2, registry_pb2, rule_set_pb2, support_pb2

RECORD = {"registry": registry_pb2.Record, "listing": listing_pb2.Record}

# The kind as the oneof of Record names it, with the fields that identify a record.
IDENTIFIERS = {
    "registry": {
        "administrative_unit": ("code", "valid_from"),
        "unit_succession": ("from_code", "from_valid_from", "to_code", "to_valid_from"),
        "producer": ("producer_id",),
        "product": ("product_id",),
        "recognition": ("recognition_id",),
        "campaign_phase": ("phase_id",),
        "campaign_target": ("target_id",),
        "training": ("training_id",),
        "support_request": ("request_id",),
        "published_claim": ("claim_id",),
        "product_document": ("document_id",),
        "rule_set": ("rule_set_id",),
        "inspection": ("inspection_id",),
        "inspection_finding": ("finding_id",),
        "unit_placement": ("placement_id",),
    },
    "listing": {
        "floor": ("floor_id",),
        "store": ("store_id",),
        "payment_account": ("payment_account_id",),
        "product_listing": ("product_listing_id",),
        "order": ("order_id",),
        "monthly_sales": ("monthly_sales_id",),
        "listing_observation": ("observation_id",),
        "leading_rule": ("leading_rule_id",),
    },
}
KINDS = {kind: source for source, kinds in IDENTIFIERS.items() for kind in kinds}

DAYS = ("valid_from", "valid_to", "ends_before", "in_force_from", "as_of")
NESTED = {
    "season_windows": "STRUCT(first_month BIGINT, last_month BIGINT)[]",
    "season_exceptions": "STRUCT(first_month VARCHAR, last_month VARCHAR, in_season BOOLEAN)[]",
    "star_ranks": None,
    "product_groups": None,
    "requirements": None,
}


def message_class(kind):
    record = RECORD[KINDS[kind]]
    return getattr(record(), kind).__class__


def identifier(kind, fields):
    """As the services name a record: "HTX-01", "06463@2020-01-01"."""
    names = IDENTIFIERS[KINDS[kind]][kind]
    if kind == "administrative_unit":
        return "{code}@{valid_from}".format(**fields)
    if kind == "unit_succession":
        return "{from_code}@{from_valid_from}>{to_code}@{to_valid_from}".format(**fields)
    return fields[names[0]]


def is_day(name):
    return name.endswith("_on") or name.endswith("valid_from") or name in DAYS


def columns(kind):
    """Names and types of a kind's table; the version's revision comes first."""
    found = {"revision": "BIGINT"}
    for field in message_class(kind).DESCRIPTOR.fields:
        if field.name in NESTED:
            if NESTED[field.name]:
                found[field.name] = NESTED[field.name]
            continue
        if field.type == FieldDescriptor.TYPE_STRING:
            text = "DATE" if is_day(field.name) else "VARCHAR"
        else:
            text = "BIGINT"
        found[field.name] = text + ("[]" if field.label == FieldDescriptor.LABEL_REPEATED else "")
    return found


def row(kind, fields, revision):
    """A version of a record as a row: what is not set is there, as protobuf has it; no day is null."""
    found = {"revision": revision}
    descriptor = message_class(kind).DESCRIPTOR
    for name, type_name in columns(kind).items():
        if name == "revision":
            continue
        empty = [] if type_name.endswith("[]") else "" if type_name == "VARCHAR" else None if type_name == "DATE" else 0
        value = fields.get(name, empty)
        found[name] = None if type_name == "DATE" and value == "" else value
    assert set(fields) <= {f.name for f in descriptor.fields}, (kind, fields)
    return found


def record(kind, fields):
    """The message that a source's feed would carry."""
    return RECORD[KINDS[kind]](**{kind: message_class(kind)(**fields)})


ENUMS = {
    "producer_type": (registry_pb2.ProducerType, "PRODUCER_TYPE_"),
    "product_group": (rule_set_pb2.ProductGroup, "PRODUCT_GROUP_"),
    "ground": (recognition_pb2.RevocationGround, "REVOCATION_GROUND_"),
    "support_kind": (support_pb2.SupportKind, "SUPPORT_KIND_"),
    "severity": (inspection_pb2.FindingSeverity, "FINDING_SEVERITY_"),
    "subject": (inspection_pb2.InspectionSubject, "INSPECTION_SUBJECT_"),
}
WORDS = {
    name: {number: "" if number == 0 else text[len(prefix):].lower() for text, number in enum.items()}
    for name, (enum, prefix) in ENUMS.items()}


def word(enum, number):
    """The word of an enum's value: 1 of ProducerType is "cooperative"."""
    return WORDS[enum][number]
