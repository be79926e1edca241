"""Counts random histories twice, and holds the two together. See README.md; `run` starts it."""

import argparse
import collections
import sys
import time

from ocop.reporting.v1 import indicator_pb2, progress_pb2, report_pb2
from recount import progress, schema
from recount.days import day
from recount.facts import Store
from recount.geography import edition_in_force
from recount.harness import Harness, Refused
from recount.history import History
from recount.report import Question, Recount, answered, differences, dimension_name
from recount.requests import Questions


class Comparison:
    """One run over many histories."""

    def __init__(self, program, questions_per_history, spoil=None):
        self.harness = Harness(program)
        self.questions = questions_per_history
        self.spoil = spoil
        self.tally = collections.Counter()
        self.by_indicator = collections.Counter()
        self.faults = []
        self.seconds = collections.Counter()

    def timed(self, name, body):
        began = time.monotonic()
        try:
            return body()
        finally:
            self.seconds[name] += time.monotonic() - began

    def encoded(self, history, source):
        return [(e, schema.record(e.kind, e.fields).SerializeToString()) for e in history.events[source]]

    def feed(self, history):
        """Lets the service take in a history, in pieces that differ from history to history."""
        self.harness.new(history.random.choice((1, 7, 100, 1_000)))
        pieces = []
        for source in ("registry", "listing"):
            events = self.encoded(history, source)
            cuts = sorted(history.random.sample(range(1, len(events)), history.random.randint(0, 2)))
            pieces.append([(source, events[a:b]) for a, b in zip([0] + cuts, cuts + [len(events)])])
        while any(pieces):
            source, events = history.random.choice([p for p in pieces if p]).pop(0)
            self.harness.append(source, events)
            if history.random.randrange(100) < 30:
                self.harness.wait()
        self.harness.wait()
        if history.random.randrange(100) < 20:
            replayed = [s for s in ("registry", "listing") if history.random.randrange(2)]
            self.harness.restart(*replayed)
            self.harness.wait()

    def catalogue(self):
        answer = self.harness.call("ListIndicators", indicator_pb2.ListIndicatorsRequest())
        return {i.indicator_id: {dimension_name(d) for d in i.dimensions} for i in answer.indicators}

    def run(self, seed):
        history = self.timed("history", lambda: History(seed))
        store = self.timed("load", lambda: Store(history))
        self.timed("feed", lambda: self.feed(history))
        self.tally["histories"] += 1
        for number in range(2):
            self.ask_progress(history, store, number)
        try:
            catalogue = self.catalogue()
        except Refused as refusal:
            self.fault(seed, "ListIndicators", [str(refusal)])
            return
        questions = Questions(history, catalogue)
        for number in range(self.questions):
            self.ask(history, store, questions.request(), catalogue)

    def ask_progress(self, history, store, number):
        date, edition = history.some_day(), history.random.randint(0, 3)
        request = progress_pb2.GetProgressReportRequest(as_of=str(date), edition=edition)
        report = self.timed("service", lambda: self.harness.call("GetProgressReport", request))
        theirs = progress.answered(report)
        facts = self.timed("known", store.facts)
        mine = self.timed("recount", lambda: progress.report(facts, date, edition or edition_in_force(date)))
        found = []
        if [k for k, _ in mine[0]] != [k for k, _ in theirs[0]]:
            found.append(f"rows: recount {[k for k, _ in mine[0]]}, service {[k for k, _ in theirs[0]]}")
        for (key, a), (_, b) in zip(mine[0], theirs[0]):
            found += [f"{key} {n}: recount {a[n]}, service {b.get(n)}" for n in a if a[n] != b.get(n)]
            self.tally["figures"] += len(a)
        found += [f"claim {a}: recount {b}" for a, b in set(mine[1]) ^ set(theirs[1])]
        self.tally["progress reports"] += 1
        self.fault(history.seed, request, found)

    def ask(self, history, store, request, catalogue):
        try:
            report = self.timed("service", lambda: self.harness.call("GetReport", request))
        except Refused as refusal:
            self.fault(history.seed, request, [f"refused: {refusal}"])
            return
        if self.spoil:
            self.spoil(report, history.random)
        revisions = None
        if request.HasField("known_at"):
            known = request.known_at
            revisions = {"registry": known.registry_revision, "listing": known.listing_revision}
            if known.day:
                revisions = store.revisions_of_day(day(known.day))
        facts = self.timed("known", lambda: store.facts(revisions))
        question = Question(request, facts, catalogue)
        mine = self.timed("recount", lambda: Recount(question, facts).answer())
        theirs, faults = answered(report)
        if sorted(i.indicator_id for i in report.indicators) != sorted(question.indicators):
            faults.append(f"indicators {[i.indicator_id for i in report.indicators]}, not {question.indicators}")
        self.tally["reports"] += 1
        self.tally["rows"] += len(mine)
        self.tally["figures"] += sum(len(figures) for figures in mine.values())
        for figures in mine.values():
            self.by_indicator.update(i for i, f in figures.items() if next(iter(f.values())))
        self.fault(history.seed, request, faults + differences(mine, theirs))

    def fault(self, seed, request, found):
        if found:
            self.faults.append((seed, str(request), found))


def report_message():
    return report_pb2.Report()


def main():
    parser = argparse.ArgumentParser(description="Counts random histories twice.")
    parser.add_argument("--harness", required=True, help="the program reporting-harness")
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first history")
    parser.add_argument("--questions", type=int, default=12, help="reports of each history")
    parser.add_argument("--faults", type=int, default=3, help="differences that are printed")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    comparison = Comparison(arguments.harness, arguments.questions)
    began = time.monotonic()
    for seed in range(arguments.seed, arguments.seed + arguments.histories):
        comparison.run(seed)
    comparison.harness.close()
    for seed, request, found in comparison.faults[:arguments.faults]:
        print(f"seed {seed}: {request}")
        print("\n".join("  " + line for line in found[:12]))
    words = ", ".join(f"{count} {name}" for name, count in comparison.tally.items())
    print(f"{words}; {len(comparison.faults)} differ; {time.monotonic() - began:.0f} s")
    if arguments.verbose:
        print(dict(comparison.by_indicator))
        print({name: round(value, 1) for name, value in comparison.seconds.items()})
        kinds = collections.Counter(
            line.split(" ")[-0] if line.startswith("refused") else line.split(": recount")[0].split(" ")[-1]
            for _, _, found in comparison.faults for line in found)
        print(kinds.most_common(60))
    return 1 if comparison.faults else 0


if __name__ == "__main__":
    sys.exit(main())
