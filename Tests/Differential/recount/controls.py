"""Whether faults would be noticed: answers and events that are altered on their way must make the comparison fail."""

from .comparison import Comparison

HISTORIES, QUESTIONS = 14, 8


def first_row(report, holds):
    """The first row, or the total, with a figure that a condition holds for."""
    for figures in [row.figures for row in report.rows] + [report.total]:
        for figure in figures:
            if holds(figure):
                return figure
    return None


def alter(name, holds, amount=1):
    """Adds to one field of one figure."""
    def spoil(report):
        figure = first_row(report, holds)
        if figure is not None:
            setattr(figure, name, getattr(figure, name) + amount)
    return spoil


def lose_row(report):
    if report.rows:
        del report.rows[0]


def exchange_totals(report):
    for figure in report.total:
        figure.count += 1


def one_unit_more(report):
    figure = first_row(report, lambda f: f.quantities)
    if figure is not None:
        figure.quantities[0].thousandths += 1


SPOILS = {
    "a count one too high": alter("count", lambda f: f.count > 0),
    "a denominator one too high": alter("denominator", lambda f: f.denominator > 0),
    "one đồng more": alter("amount_dong", lambda f: f.amount_dong > 0),
    "one đồng more before": alter("previous_amount_dong", lambda f: f.previous_amount_dong > 0),
    "one day more": alter("days_sum", lambda f: f.days_sum > 0),
    "another median": alter("days_median", lambda f: f.count > 0 and f.days_sum > 0),
    "a gram more": one_unit_more,
    "a row lost": lose_row,
    "totals one too high": exchange_totals,
}


def without(kind, share=1):
    """Loses events of a kind: the last ones."""
    def lose(history):
        events = {s: list(found) for s, found in history.events.items()}
        for source, found in events.items():
            of_kind = [e for e in found if e.kind == kind]
            lost = set(of_kind[-max(1, len(of_kind) // share):]) if of_kind else set()
            # Their places are taken by the events before them, so that revisions stay what they are.
            previous = None
            for index, event in enumerate(found):
                if event in lost:
                    found[index] = previous or found[index]
                else:
                    previous = event
        return events
    return lose


LOSSES = (
    "producer", "product", "recognition", "campaign_phase", "training", "support_request", "published_claim",
    "product_document", "rule_set", "inspection", "inspection_finding", "unit_placement", "store", "payment_account",
    "product_listing", "order", "monthly_sales", "listing_observation", "leading_rule")


def run(program, seed):
    """Runs every control; 1 when one is not noticed."""
    seeds = range(seed, seed + HISTORIES)
    honest = Comparison(program, QUESTIONS)
    for number in seeds:
        honest.run(number)
    honest.harness.close()
    known = lines(honest)
    cases = [(name, {"spoil": spoil}) for name, spoil in SPOILS.items()]
    cases += [(f"half of {kind} lost", {"lose": without(kind, 2)}) for kind in LOSSES]
    unnoticed = 0
    for name, how in cases:
        comparison = Comparison(program, QUESTIONS, **how)
        for number in seeds:
            comparison.run(number)
            if lines(comparison) - known:
                break
        comparison.harness.close()
        is_noticed = bool(lines(comparison) - known)
        unnoticed += not is_noticed
        verdict = "noticed" if is_noticed else "NOT NOTICED"
        print(f"{verdict}: {name}, after {comparison.tally['histories']} histories", flush=True)
    print(f"{len(cases) - unnoticed} of {len(cases)} faults noticed")
    return 1 if unnoticed else 0


def lines(comparison):
    return {(seed, request, line) for seed, request, found in comparison.faults for line in found}
