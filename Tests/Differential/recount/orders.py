"""The order of a report's rows, and the rows that were left out."""

import fractions

from .indicators import AMOUNTS, DAYS, GROWTHS, QUANTITIES, SHARES


def values(row):
    return [key.value for key in row.keys]


def faults(report):
    """Rows that do not stand by the values of their keys, what cannot be told after the rest."""
    found = [values(row) for row in report.rows]
    wanted = sorted(found, key=lambda keys: [(value == "", value) for value in keys])
    return [] if found == wanted else [f"order of rows: recount {wanted}, service {found}"]


def measure(figure):
    """What rows are sorted by: the share, the growth, the median, or the figure's own number."""
    if figure.indicator_id in SHARES:
        # Without data it is less than nothing.
        return fractions.Fraction(figure.count, figure.denominator) if figure.denominator else -1
    if figure.indicator_id in DAYS:
        return figure.days_median if figure.count else -1
    if figure.indicator_id in GROWTHS:
        return figure.amount_dong - figure.previous_amount_dong
    if figure.indicator_id in QUANTITIES:
        # Of one unit: those of several are never added up.
        return max((quantity.thousandths for quantity in figure.quantities), default=0)
    return figure.amount_dong if figure.indicator_id in AMOUNTS else figure.count


def of_sorted(whole, sorted_report, request):
    """What is wrong with the first rows by an indicator, beside the whole report."""
    rows = list(whole.rows)
    if request.sort_by_indicator_id:
        index = [i.indicator_id for i in whole.indicators].index(request.sort_by_indicator_id)
        rows.sort(key=lambda row: -measure(row.figures[index]))
    wanted = rows[:request.row_limit]
    found = []
    if [values(r) for r in sorted_report.rows] != [values(r) for r in wanted]:
        found.append(f"sorted rows: recount {[values(r) for r in wanted]}, service "
                     f"{[values(r) for r in sorted_report.rows]}")
    elif list(sorted_report.rows) != wanted:
        found.append("sorted figures: recount those of the whole report, service others")
    if sorted_report.rows_left_out != len(rows) - len(wanted):
        found.append(f"rows left out: recount {len(rows) - len(wanted)}, service {sorted_report.rows_left_out}")
    if list(sorted_report.total) != list(whole.total):
        found.append("total of the sorted report: recount that of the whole report, service another")
    return found
