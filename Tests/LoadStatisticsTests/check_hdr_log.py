"""Reads and writes interval logs with HdrHistogram's own Python library, which shares nothing with ours.

    check_hdr_log.py read LOG VALUES    records VALUES itself and compares with LOG, bucket by bucket; prints, as JSON,
                                        the figures of each interval
    check_hdr_log.py write LOG VALUES   writes LOG out of VALUES; prints, as JSON, the counts of each interval

VALUES is JSON: a list of nanoseconds for each interval."""

import json
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader, HistogramLogWriter

LOWEST, HIGHEST, DIGITS = 1, 3_600_000_000_000, 3
PERCENTILES = (0, 50, 75, 90, 99, 99.9, 99.99, 99.999, 100)


def recorded(values):
    """A histogram of the values."""
    histogram = HdrHistogram(LOWEST, HIGHEST, DIGITS)
    for value in values:
        assert histogram.record_value(value), f"{value} is out of range"
    return histogram


def counts(histogram):
    """The count of every bucket."""
    return [histogram.get_count_at_index(index) for index in range(histogram.counts_len)]


def figures(histogram):
    """What our own library must say as well."""
    return {
        "count": histogram.get_total_count(),
        "min": histogram.get_min_value(),
        "max": histogram.get_max_value(),
        "mean": histogram.get_mean_value(),
        "deviation": histogram.get_stddev(),
        "start": histogram.get_start_time_stamp(),
        "end": histogram.get_end_time_stamp(),
        "tag": histogram.get_tag(),
        "percentiles": [histogram.get_value_at_percentile(percentile) for percentile in PERCENTILES],
    }


def read(path, intervals):
    """Compares a log with the values that it was made of."""
    reader = HistogramLogReader(path, HdrHistogram(LOWEST, HIGHEST, DIGITS))
    found = []
    for number, values in enumerate(intervals):
        histogram = reader.get_next_interval_histogram()
        assert histogram is not None, f"the log ends before interval {number}"
        assert counts(histogram) == counts(recorded(values)), f"interval {number} has other counts"
        found.append(figures(histogram))
    assert reader.get_next_interval_histogram() is None, "the log has more intervals than there were"
    return found


def write(path, intervals):
    """Writes a log, and tells the buckets that are not empty by their lowest value."""
    found = []
    with open(path, "w", encoding="utf-8") as file:
        writer = HistogramLogWriter(file)
        writer.output_log_format_version()
        writer.output_comment("[StartTime: 1700000000.250 (seconds since epoch), some day]")
        writer.output_legend()
        for number, values in enumerate(intervals):
            histogram = recorded(values)
            writer.output_interval_histogram(histogram, number + 0.5, number + 1.75)
            found.append(
                [
                    [histogram.get_value_from_index(index), count]
                    for index, count in enumerate(counts(histogram))
                    if count
                ]
            )
    return found


def main():
    """Does what the first argument says."""
    action, path, values = sys.argv[1:]
    with open(values, encoding="utf-8") as file:
        intervals = json.load(file)
    json.dump({"read": read, "write": write}[action](path, intervals), sys.stdout)


main()
