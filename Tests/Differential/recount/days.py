"""Days and months, as datetime.date and (year, month)."""

import calendar
import datetime

BEGINNING = datetime.date.min
ONE_DAY = datetime.timedelta(days=1)


def day(text):
    """A date of its text; None of an empty one."""
    return datetime.date.fromisoformat(text) if text else None


def month_of(date):
    return (date.year, date.month)


def add_months(month, count):
    year, index = divmod(month[0] * 12 + month[1] - 1 + count, 12)
    return (year, index + 1)


def first_day(month):
    return datetime.date(month[0], month[1], 1)


def last_day(month):
    return datetime.date(month[0], month[1], calendar.monthrange(*month)[1])


def is_whole_months(first, last):
    return first.day == 1 and last == last_day(month_of(last))


def month_text(month):
    return f"{month[0]:04d}-{month[1]:02d}"


def period_text(date, dimension):
    """The name of the period that a day lies in: "2021-11-05", "2021-11", "2021-Q4", "2021"."""
    return {
        "DAY": date.isoformat(),
        "MONTH": month_text(month_of(date)),
        "QUARTER": f"{date.year:04d}-Q{(date.month + 2) // 3}",
        "YEAR": f"{date.year:04d}",
    }[dimension]


def periods(first, last, dimension):
    """The periods that lie between two days, wholly or in part: (name, last day in it and not after `last`)."""
    found = []
    date = first
    while date <= last:
        name = period_text(date, dimension)
        end = date
        if dimension != "DAY":
            months = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}[dimension]
            start = (date.year, date.month - (date.month - 1) % months)
            end = min(last_day(add_months(start, months - 1)), last)
        found.append((name, end))
        date = end + ONE_DAY
    return found


def spans(first, last, dimension):
    """The same with their first days, too, which are not before `first`: (name, first day, last day)."""
    found = []
    for name, end in periods(first, last, dimension):
        found.append((name, found[-1][2] + ONE_DAY if found else first, end))
    return found


def vietnam_end_of_day(date):
    """The first microsecond after a day in Vietnam (UTC+7)."""
    after = datetime.datetime.combine(date + ONE_DAY, datetime.time()) - datetime.timedelta(hours=7)
    return int((after - datetime.datetime(1970, 1, 1)).total_seconds()) * 1_000_000
