"""Lets the service count histories, counts them anew, and holds the two together."""

import collections
import datetime
import time

from ocop.reporting.v1 import copy_pb2, indicator_pb2, progress_pb2, report_pb2

from . import orders, progress, schema, targets
from .facts import Store
from .geography import REFERENCE, edition_in_force
from .harness import Ended, Harness, Refused
from .history import History
from .indicators import AMOUNTS, GROWTHS, QUANTITIES
from .report import Question, Recount, answered, answered_figure, differences, dimension_name
from .requests import Questions, some_state

SOURCES = ("registry", "listing")


def state_text(request):
    """What a request asks to be known; questions about one state are asked one after the other."""
    return str(request.known_at) if request.HasField("known_at") else ""


class Comparison:
    """One run over many histories, with one process of the harness.

    `spoil` alters answers, and `lose` events on their way to the service: a comparison that does not notice is none.
    """

    def __init__(self, program, questions, spoil=None, lose=None):
        self.program, self.harness = program, Harness(program)
        self.asked = None
        self.questions, self.spoil, self.lose = questions, spoil, lose
        self.tally, self.seconds, self.by_indicator = (collections.Counter() for _ in range(3))
        self.faults = []

    def timed(self, name, body):
        began = time.monotonic()
        try:
            return body()
        finally:
            self.seconds[name] += time.monotonic() - began

    def fault(self, seed, request, found):
        if found:
            self.faults.append((seed, str(request), found))

    # Feeding.

    def feed(self, history, events):
        """Lets a new copy take in events, in pieces and batches that differ from history to history."""
        self.harness.new(history.random.choice((7, 100, 1_000, 1_000)))
        pieces = []
        for source in SOURCES:
            encoded = [(e, schema.record(e.kind, e.fields).SerializeToString()) for e in events[source]]
            cuts = sorted(history.random.sample(range(1, len(encoded)), history.random.randint(0, 2)))
            pieces.append([(source, encoded[a:b]) for a, b in zip([0] + cuts, cuts + [len(encoded)])])
        while any(pieces):
            source, some = history.random.choice([p for p in pieces if p]).pop(0)
            self.harness.append(source, some)
            if history.random.randrange(100) < 30:
                self.harness.wait()
        self.harness.wait()

    def restart(self, history):
        """A new process on the same copy, which may be told some or all of it once more."""
        self.harness.restart(*(s for s in SOURCES if history.random.randrange(2)))
        self.harness.wait()

    def reordered(self, history):
        """The events in another order; of one record they keep theirs."""
        found = {}
        for source, events in history.events.items():
            shuffled = list(events)
            history.random.shuffle(shuffled)
            versions = collections.defaultdict(list)
            for event in events:
                versions[event.subject].append(event)
            found[source] = [versions[e.subject].pop(0) for e in shuffled]
        return found

    # One history.

    def run(self, seed):
        """Counts the history of a seed; a process that dies of it is a fault, and gets a successor."""
        try:
            self.count(seed)
        except Ended as end:
            self.fault(seed, self.asked, [str(end)])
            self.harness = Harness(self.program)

    def count(self, seed):
        history = self.timed("history", lambda: History(seed))
        store = self.timed("load", lambda: Store(history))
        events = history.events
        if self.lose:
            events = self.lose(history)
        self.timed("feed", lambda: self.feed(history, events))
        if history.chance(20):
            self.timed("feed", lambda: self.restart(history))
        self.tally["histories"] += 1
        catalogue = self.catalogue(seed)
        states = [some_state(history) for _ in range(2)]
        questions = Questions(history, catalogue, states)
        asked = [questions.request() for _ in range(self.questions)] if catalogue else []
        for request in sorted([self.progress_request(history, s) for s in (None, states[0])] + asked, key=state_text):
            if isinstance(request, progress_pb2.GetProgressReportRequest):
                self.ask_progress(history, store, request)
            else:
                self.ask(history, store, request, catalogue)
        if history.chance(20) and not self.lose:
            self.timed("order", lambda: self.check_order(history, [q for q in asked if not state_text(q)]))

    def catalogue(self, seed):
        """Dimensions by indicator."""
        try:
            answer = self.harness.call("ListIndicators", indicator_pb2.ListIndicatorsRequest())
        except Refused as refusal:
            self.fault(seed, "ListIndicators", [f"refused: {refusal}"])
            return {}
        return {i.indicator_id: {dimension_name(d) for d in i.dimensions} for i in answer.indicators}

    @staticmethod
    def progress_request(history, state):
        return progress_pb2.GetProgressReportRequest(
            as_of=str(history.some_date_of_report()), edition=history.random.randint(0, 3), known_at=state)

    def ask_progress(self, history, store, request):
        self.asked = request
        date = datetime.date.fromisoformat(request.as_of)
        edition = request.edition or edition_in_force(date)
        report = self.timed("service", lambda: self.harness.call("GetProgressReport", request))
        theirs = progress.answered(report)
        facts = self.timed("known", lambda: store.facts_of(request))
        mine = self.timed("recount", lambda: progress.report(facts, date, edition))
        found = []
        if [k for k, _ in mine[0]] != [k for k, _ in theirs[0]]:
            found.append(f"rows: recount {[k for k, _ in mine[0]]}, service {[k for k, _ in theirs[0]]}")
        for (key, a), (_, b) in zip(mine[0], theirs[0]):
            found += [f"{key} {n}: recount {a[n]}, service {b.get(n)}" for n in a if a[n] != b.get(n)]
            self.tally["figures"] += len(a)
        if mine[1] != theirs[1]:
            found.append(f"claims: recount {mine[1]}, service {theirs[1]}")
        self.tally["progress reports"] += 1
        self.fault(history.seed, request, found)

    def ask(self, history, store, request, catalogue):
        self.asked = request
        try:
            report = self.timed("service", lambda: self.harness.call("GetReport", request))
        except Refused as refusal:
            if not self.is_unknown(store, request, str(refusal)):
                self.fault(history.seed, request, [f"refused: {refusal}"])
            return
        if self.spoil:
            self.spoil(report)
        facts = self.timed("known", lambda: store.facts_of(request))
        question = Question(request, facts, catalogue)
        mine = self.timed("recount", lambda: Recount(question, facts).answer())
        theirs, faults = answered(report)
        asked = sorted(question.indicators)
        if sorted(i.indicator_id for i in report.indicators) != asked:
            faults.append(f"indicators {[i.indicator_id for i in report.indicators]}, not {asked}")
        wanted = targets.comparisons(question, facts)
        if wanted != targets.answered(report):
            faults.append(f"targets: recount {wanted}, service {targets.answered(report)}")
        faults += targets.faults(report) + orders.faults(report)
        self.tally["targets"] += len(wanted)
        self.tally["reports"] += 1
        self.tally["figures"] += sum(len(figures) for figures in mine.values())
        for figures in mine.values():
            self.by_indicator.update(i for i, f in figures.items() if next(iter(f.values())))
        self.fault(history.seed, request, faults + differences(mine, theirs))
        self.timed("explain", lambda: self.ask_why(history, request, report))
        if report.rows and history.chance(20):
            self.timed("sort", lambda: self.ask_sorted(history, request, report))

    def ask_sorted(self, history, request, report):
        """The same report, its first rows by one of its indicators."""
        sorted_request = report_pb2.GetReportRequest()
        sorted_request.CopyFrom(request)
        sorted_request.row_limit = history.random.randint(1, len(report.rows) + 1)
        if history.chance(70):
            sorted_request.sort_by_indicator_id = history.random.choice(report.indicators).indicator_id
        try:
            answer = self.harness.call("GetReport", sorted_request)
        except Refused as refusal:
            self.fault(history.seed, sorted_request, [f"refused: {refusal}"])
            return
        self.tally["sorted reports"] += 1
        self.fault(history.seed, sorted_request, orders.of_sorted(report, answer, sorted_request))

    def ask_why(self, history, request, report):
        """The records behind one cell, whose counts have to add up to it."""
        row = history.random.choice(list(report.rows)) if report.rows and history.chance(70) else None
        figure = history.random.choice(row.figures if row else report.total)
        question = report_pb2.ExplainReportRequest(report=request, indicator_id=figure.indicator_id)
        if row:
            question.keys.extend(row.keys)
        try:
            answer = self.harness.call("ExplainReport", question)
        except Refused as refusal:
            self.fault(history.seed, question, [f"refused: {refusal}"])
            return
        self.tally["cells explained"] += 1
        found = []
        if answered_figure(figure.indicator_id, answer.figure) != answered_figure(figure.indicator_id, figure):
            found.append(f"explained: recount {figure}, service {answer.figure}")
        counted = sum(record.count for record in answer.counted)
        if figure.indicator_id not in QUANTITIES | AMOUNTS | GROWTHS and counted != figure.count:
            found.append(f"explained count: recount {figure.count}, service {counted}")
        if any(record.reason for record in answer.counted) or not all(record.reason for record in answer.left_out):
            found.append("explained reasons: what is counted has one, or what is left out has none")
        self.fault(history.seed, question, found)

    @staticmethod
    def is_unknown(store, request, refusal):
        """Whether a request rightly names something that was not known yet."""
        facts = store.facts_of(request)
        filters = request.filter
        edition = request.edition or edition_in_force(datetime.date.fromisoformat(request.as_of))
        units = {key[0] for key in facts.map().units if facts.map().in_force(key, REFERENCE[edition])}
        known = (
            ("unit_code", filters.unit_code, units),
            ("producer_id", filters.producer_id, facts.table("known_producer", "producer_id")),
            ("product_id", filters.product_id, facts.products()),
            ("phase_id", filters.phase_id, facts.phases()))
        return refusal.startswith("NOT_FOUND") and any(
            value and value not in table and refusal.startswith(f"NOT_FOUND: {name}") for name, value, table in known)

    # Any order, repetition and split gives the same.

    def check_order(self, history, requests):
        before = self.bare_answers(requests)
        self.feed(history, self.reordered(history))
        self.restart(history)
        self.tally["orders"] += 1
        for request, a, b in zip(requests + ["DigestCopy"], before, self.bare_answers(requests)):
            if a != b:
                self.fault(history.seed, request, [f"another order gives another answer:\n{a}\nand\n{b}"])

    def bare_answers(self, requests):
        """Answers without what tells the logs' own places, and the digests of the copy."""
        found = []
        for request in requests:
            try:
                report = self.harness.call("GetReport", request)
            except Refused as refusal:
                found.append(str(refusal))
                continue
            for name in ("known_at", "registry_epoch", "listing_epoch", "watermarks"):
                report.ClearField(name)
            found.append(report)
        try:
            copy = self.harness.call("DigestCopy", copy_pb2.DigestCopyRequest())
            copy.ClearField("watermarks")
            found.append(copy)
            self.tally["digests"] += 1
        except Refused as refusal:
            found.append(str(refusal))
        return found
