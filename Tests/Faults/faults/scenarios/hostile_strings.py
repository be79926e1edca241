"""Strings that break systems go through every text field of every record, on both engines: stored and given back as
they are, or refused with the field named; and what people see of them does nothing to their terminal."""

import itertools
import json
import unicodedata
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from google.protobuf import text_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from ocop_wire.status import Code, RpcError

from ..installation import Daemon, Installation
from ..postgresql import PostgreSQL
from ..processes import run_tool
from ..records import floor, producer, province, registry_record
from ..service import LISTING, REGISTRY, Service, new
from ..verdict import Scenario, Setting, Skipped, expect

_FILE = Path(__file__).resolve().parents[1] / "hostile_strings.tsv"
_PAGE = 500
_CODES = itertools.count(10_000)
_DAYS, _MONTHS = itertools.count(), itertools.count()
# What a name may be for certain: a control that these are taken shows that the rest is looked at, too.
_HONEST = "Lạp sườn Bích Trâm 🥩"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record: one that is right, and the field that tells it from others."""

    name: str
    number: int
    record: Message
    identifier: str


def read_strings() -> tuple[list[str], list[bytes]]:
    """Text, and bytes that are none or hold NUL."""
    texts, others = [_HONEST], []
    for line in _FILE.read_text().splitlines():
        if line.startswith("#"):
            continue
        _, text, *times = line.split("\t")
        if text == "hex":
            others.append(bytes.fromhex(times[0]))
        else:
            texts.append(json.loads(text) * int(times[0] if times else 1))
    return texts, others


# Kind, number, the field that tells one from others, and one that is right.
_REGISTRY_RECORDS = """
administrative_unit 1 code         code: "06480" name: "Xã" kind: 6 parent_code: "187" valid_from: "2020-01-01"
unit_succession 2 -                from_code: "06468" from_valid_from: "2020-01-01" to_code: "06469" \
                                   to_valid_from: "2025-07-01" change: 1 legal_basis: "Nghị quyết"
producer 3 producer_id             producer_id: "CT" name: "Chủ thể" type: 1 unit_code: "06463" \
                                   registered_on: "2020-02-01"
product 4 product_id               product_id: "SP" producer_id: "CT-0" name: "Na" group: 1 unit_of_sale: "kg"
recognition 5 recognition_id       recognition_id: "CN" product_id: "SP-0" stars: 3 points: 60 \
                                   issued_on: "2020-12-27" decision_number: "1/QĐ"
campaign_phase 6 phase_id          phase_id: "GD" name: "Giai đoạn" starts_on: "2021-07-20" \
                                   ends_before: "2021-09-20" unit_codes: "187"
campaign_target 7 target_id        target_id: "MT" phase_id: "GD-0" unit_code: "187" indicator: 5 \
                                   target_percent: 100 source: "Kế hoạch"
training 8 training_id             training_id: "TH" topic: "Bán hàng" held_on: "2021-08-01" unit_code: "06463" \
                                   partner: "Bưu điện" attended_producer_ids: "CT-0"
support_request 9 request_id       request_id: "HT" producer_id: "CT-0" kind: 1 requested_on: "2021-08-01" \
                                   due_on: "2021-08-05" done_on: "2021-08-03" outcome: "Xong" \
                                   assignee: "Phòng Kinh tế" assigned_on: "2021-08-02"
published_claim 10 claim_id        claim_id: "CB" indicator: 1 wording: "61 sản phẩm" value: 61 \
                                   as_of: "2021-11-05" source: "Báo"
product_document 11 document_id    document_id: "TL" product_id: "SP-0" kind: 2 issued_on: "2021-08-01" \
                                   expires_on: "2021-08-01" reference: "Nhãn"
inspection 13 inspection_id        inspection_id: "GS" producer_id: "CT-0" inspected_on: "2021-08-01" subject: 2 \
                                   inspected_by: "Phòng Kinh tế"
inspection_finding 14 finding_id   finding_id: "PH" inspection_id: "GS-0" severity: 2 description: "Nhãn mờ" \
                                   follow_up_due_on: "2021-09-01" followed_up_on: "2021-08-20" follow_up: "Xong"
"""
_LISTING_RECORDS = """
floor 1 floor_id                          floor_id: "san" name: "Sàn" url: "https://example.vn"
store 2 store_id                          store_id: "CH" producer_id: "CT-0" floor_id: "voso" name: "Cửa hàng" \
                                          opened_on: "2021-07-25"
payment_account 3 payment_account_id      payment_account_id: "TK" producer_id: "CT-0" provider: "Agribank" \
                                          opened_on: "2021-07-25"
product_listing 4 product_listing_id      product_listing_id: "DB" store_id: "CH-0" product_id: "SP-0" \
                                          planned_on: "2021-07-25" accepted_on: "2021-08-01" observed_on: "2021-08-02"
order 5 order_id                          order_id: "DH" product_listing_id: "DB-0" ordered_on: "2021-09-01" \
                                          quantity_thousandths: 1000 revenue_dong: 1000 state: 1 evidence: 1
monthly_sales 6 monthly_sales_id          monthly_sales_id: "DS" product_listing_id: "DB-0" month: "2021-10" \
                                          order_count: 1 quantity_thousandths: 1 revenue_dong: 1 evidence: 2
listing_observation 7 observation_id      observation_id: "QS" product_listing_id: "DB-0" observed_on: "2021-09-01" \
                                          state: 1 observer: 1 evidence: "Ảnh chụp"
listing_price 8 price_id                  price_id: "GB" product_listing_id: "DB-0" valid_from: "2021-09-01" \
                                          price_dong: 1000
listing_pause 9 pause_id                  pause_id: "TD" product_listing_id: "DB-0" paused_on: "2021-09-01" \
                                          resumed_on: "2021-09-02" reason: 3
sales_expectation 11 expectation_id       expectation_id: "KV" product_id: "SP-0" first_month: "2021-11" \
                                          last_month: "2021-12" quantity_thousandths_min: 1 \
                                          quantity_thousandths_max: 2 stated_on: "2021-11-05"
"""


def _kinds(table: str, record: str) -> list[_Kind]:
    kinds = []
    for line in table.strip().splitlines():
        name, number, identifier, text = line.split(None, 3)
        message = text_format.Parse(f"{name} {{ {text} }}", new(record))
        kinds.append(_Kind(name, int(number), message, identifier.strip("-")))
    return kinds


def _day(first_year: int) -> str:
    """Another day each time, from a year on."""
    return (date(first_year, 1, 1) + timedelta(days=next(_DAYS) % 10_000)).isoformat()


def _base(kind: _Kind, suffix: str) -> Any:
    """The right record of a kind, under an identifier of its own. Codes of units have five digits, a unit is in one
    phase at a time, a product is recognised once a day, a target is decided once a day, and a listing has one total
    for a month."""
    record: Any = type(kind.record)()
    record.CopyFrom(kind.record)
    if kind.identifier == "code":
        record.administrative_unit.code = f"{next(_CODES):05}"
    elif kind.identifier:
        message = getattr(record, kind.name)
        setattr(message, kind.identifier, f"{getattr(message, kind.identifier)}-{suffix}")
    if kind.name == "campaign_phase":
        first = date(2020, 1, 1) + timedelta(days=next(_DAYS))
        record.campaign_phase.starts_on = first.isoformat()
        record.campaign_phase.ends_before = (first + timedelta(days=1)).isoformat()
    if kind.name == "recognition":
        record.recognition.issued_on = _day(2019)
    if kind.name == "campaign_target":
        record.campaign_target.decided_on = _day(1990)
    if kind.name == "product_document":
        record.product_document.issued_on = record.product_document.expires_on = _day(2000)
    if kind.name == "listing_price":
        record.listing_price.valid_from = _day(2022)
    if kind.name == "listing_pause":
        first = date.fromisoformat(_day(2022))
        record.listing_pause.paused_on = first.isoformat()
        record.listing_pause.resumed_on = (first + timedelta(days=1)).isoformat()
    if kind.name == "monthly_sales":
        number = next(_MONTHS) % 480
        record.monthly_sales.month = f"{2022 + number // 12}-{number % 12 + 1:02}"
    return record


def _text_fields(kind: _Kind) -> list[FieldDescriptor]:
    """Every one that the schema has: a new field is tried without anybody's doing."""
    message: Any = getattr(kind.record, kind.name)
    return [field for field in message.DESCRIPTOR.fields if field.type == FieldDescriptor.TYPE_STRING]


def _with(kind: _Kind, field: FieldDescriptor, text: str, suffix: str) -> Any:
    record = _base(kind, suffix)
    message = getattr(record, kind.name)
    if field.label == FieldDescriptor.LABEL_REPEATED:
        message.ClearField(field.name)
        getattr(message, field.name).append(text)
    else:
        setattr(message, field.name, text)
    return record


@dataclass(slots=True)
class _Tally:
    stored: int = 0
    refused: int = 0
    fields: int = 0


class _Trial:
    """All of it against one service."""

    def __init__(self, setting: Setting, client: Service, package: str, tally: _Tally, revision: int = 0) -> None:
        self._setting = setting
        self._client = client
        self._package = package
        self._tally = tally
        self._revision = revision
        self._texts, self._others = read_strings()
        self._number = 0

    async def _import(self, records: list[Any], dry_run: bool = False) -> Any:
        self._number += 1
        request = new(
            f"{self._package}.ImportRecordsRequest",
            operation_id=f"hostile-{self._number}", records=records, dry_run=dry_run,
        )  # fmt: skip
        if self._revision:
            request.registry_revision = self._revision
        method = f"{self._service}/ImportRecords"
        return await self._client.call(method, request, "ocop.common.v1.ImportSummary", 30.0)

    @property
    def _service(self) -> str:
        return REGISTRY if "registry" in self._package else LISTING

    async def run(self, kinds: list[_Kind]) -> None:
        for kind in kinds:
            summary = await self._import([_base(kind, "0")])
            expect(summary.applied, f"a {kind.name} that is right is refused: {summary.violations}")
        for kind in kinds:
            stored: list[Any] = []
            for field in _text_fields(kind):
                self._tally.fields += 1
                stored += await self._texts_through(kind, field)
                await self._others_through(kind, field)
            await self._compare(kind, stored)

    async def _texts_through(self, kind: _Kind, field: FieldDescriptor) -> list[Any]:
        """Returns the records that were taken. Those of one key are tried one after the other."""
        records = [
            _with(kind, field, text, f"{field.name}-{index}".replace("_", "-"))
            for index, text in enumerate(self._texts)
        ]
        checked = await self._import(records, dry_run=True)
        found: dict[int, set[str]] = {}
        for violation in checked.violations:
            found.setdefault(violation.record_index, set()).add(violation.field)
        expect(
            checked.violation_count == len(checked.violations),
            f"{kind.name}.{field.name}: {checked.violation_count} violations, {len(checked.violations)} are told",
        )
        for index, names in found.items():
            # One field may make another one wrong, as a day that comes before another; its own has to be among them.
            told = names | ({field.name} if not kind.identifier and names <= {"record"} else set())
            expect(field.name in told, f"{kind.name}.{field.name} = {self._texts[index]!r} is refused for {names}")
        taken = [record for index, record in enumerate(records) if index not in found]
        self._tally.refused += len(found)
        if not kind.identifier:
            # All have the same key: the last one stays.
            taken = taken[-1:]
        if taken:
            summary = await self._import(taken)
            expect(summary.applied, f"{kind.name}.{field.name}: checked well, then refused: {summary.violations[:2]}")
        self._tally.stored += len(taken)
        return taken

    async def _others_through(self, kind: _Kind, field: FieldDescriptor) -> None:
        """Bytes that are no text: the message is refused, and says for which field."""
        for index, data in enumerate(self._others):
            mark = f"{index:03}MARK"[: len(data)].ljust(len(data), "M")
            record = _with(kind, field, mark, f"other-{index}")
            request = new(f"{self._package}.ImportRecordsRequest", operation_id="hostile-other", records=[record])
            encoded = request.SerializeToString().replace(mark.encode(), data)
            try:
                await self._client.call_encoded(f"{self._service}/ImportRecords", encoded)
            except RpcError as error:
                text = error.status.message
                expect(error.status.code is Code.INVALID_ARGUMENT, f"{kind.name}.{field.name} = {data!r}: {error}")
                expect(field.name in text, f"{kind.name}.{field.name} = {data!r} is refused without its name: {text}")
                expect(_is_plain(text), f"the refusal of {kind.name}.{field.name} is not fit to be shown: {text!r}")
                self._tally.refused += 1
            else:
                expect(False, f"{kind.name}.{field.name} takes {data!r}")

    async def _compare(self, kind: _Kind, stored: list[Any]) -> None:
        """What the service has is, byte for byte, what was sent."""
        have = {_key(record) async for record in self._all(kind)}
        if self._setting.control == "normalised":
            have = {unicodedata.normalize("NFC", key.decode(errors="replace")).encode() for key in have}
        for record in stored if kind.identifier else stored[-1:]:
            expect(_key(record) in have, f"a {kind.name} has not come back as it was sent: {record}")

    async def _all(self, kind: _Kind) -> Any:
        token = ""
        while True:
            request = new(f"{self._package}.ListRecordsRequest", kind=kind.number)
            request.page.page_size, request.page.page_token = _PAGE, token
            page = await self._client.call(
                f"{self._service}/ListRecords", request, f"{self._package}.ListRecordsResponse", 30.0
            )
            for record in page.records:
                yield record
            token = page.next_page_token
            if not token:
                return


def _key(record: Any) -> bytes:
    record.ClearField("revision")
    encoded: bytes = record.SerializeToString(deterministic=True)
    return encoded


def _is_plain(text: str) -> bool:
    """Nothing in it acts on a terminal: no control characters but the ends of lines, none that turn the text around."""
    return not any(_acts(character) for character in text if character != "\n")


def _acts(character: str) -> bool:
    number = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Zl", "Zp"}
        or 0x202A <= number <= 0x202E
        or 0x2066 <= number <= 0x2069
    )


async def _look(setting: Setting, installation: Installation, gateway: Daemon, kinds: tuple[str, ...]) -> int:
    """Everything that people see of it, as `ocop` prints it."""
    shown = 0
    for kind in kinds:
        for flags in ([], ["--json"]):
            text = await run_tool(
                setting.binaries / "ocop", "list", kind, *flags, "--gateway", str(gateway.address), seconds=60
            )
            shown += len(text)
            acting = next((line for line in text.split("\n") if not _is_plain(line)), None)
            expect(acting is None, f"ocop list {kind} {flags}: {acting!r} acts on a terminal")
    for daemon in (installation.registry, installation.listing, gateway):
        text = daemon.log.read_text()
        acting = next((line for line in text.split("\n") if not _is_plain(line)), None)
        expect(acting is None, f"the log of {daemon.name} has {acting!r}")
    return shown


async def _on(setting: Setting, server: PostgreSQL | None) -> str:
    tally = _Tally()
    async with Installation(setting.binaries) as installation:
        gateway = installation.add_gateway()
        if server is not None:
            for daemon in (installation.registry, installation.listing):
                daemon.location = await server.make(daemon.name)
        await installation.start("registry", "listing", "gateway")
        async with installation.registry.client() as registry, installation.listing.client() as listing:
            units = [
                new(
                    "ocop.registry.v1.AdministrativeUnit",
                    code=code, name="Xã", kind=6, parent_code=parent, valid_from=first, valid_to=end,
                )
                for code, parent, first, end in (
                    ("06468", "187", "2020-01-01", "2025-07-01"), ("06469", "20", "2025-07-01", ""),
                )
            ]  # fmt: skip
            records = [registry_record(administrative_unit=unit) for unit in units]
            await registry.import_records("province", province() + records)
            await registry.import_records("maker", [producer("CT-0", "Chủ thể")])
            kinds = _kinds(_REGISTRY_RECORDS, "ocop.registry.v1.Record")
            await _Trial(setting, registry, "ocop.registry.v1", tally).run(kinds[:3] if setting.control else kinds)
            if not setting.control:
                await listing.import_records("floor", [floor("voso", "Vỏ Sò")])
                head = (await registry.status(5.0, True)).revision
                kinds = _kinds(_LISTING_RECORDS, "ocop.listing.v1.Record")
                await _Trial(setting, listing, "ocop.listing.v1", tally, head).run(kinds)
        lists = ("producers", "products", "trainings", "floors", "stores")
        shown = 0 if setting.control else await _look(setting, installation, gateway, lists)
    engine = "PostgreSQL" if server is not None else "SQLite"
    return (
        f"{engine}: {tally.fields} fields, {tally.stored} stored verbatim, {tally.refused} refused by name, "
        f"{shown:,} characters shown"
    )


async def run(setting: Setting) -> str:
    texts, others = read_strings()
    figures = [f"{len(texts) + len(others)} strings", await _on(setting, None)]
    if not setting.control:
        async with AsyncExitStack() as stack:
            try:
                server = await stack.enter_async_context(PostgreSQL())
            except Skipped as reason:
                figures.append(f"not on PostgreSQL: {reason}")
            else:
                figures.append(await _on(setting, server))
    return "; ".join(figures)


SCENARIO = Scenario(
    name="hostile-strings",
    proves="200 strings that break systems come back from every text field as they were, or are refused by its name",
    run=run,
    controls=("normalised",),
    limit_seconds=300,
    full_factor=2,
)
