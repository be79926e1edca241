"""Reads Prometheus text from standard input with Prometheus's own Python library, checks what that library lets pass,
and prints what it found as JSON: [[name, type, help, [[sample, {label: value}, "value"], ...]], ...]."""

import json
import re
import sys

from prometheus_client.parser import text_string_to_metric_families

METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LABEL_NAME = re.compile(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*\Z")


def check(holds, sentence):
    if not holds:
        sys.exit(f"not well-formed: {sentence}")


def check_histogram(family):
    groups = {}
    for sample in family.samples:
        labels = dict(sample.labels)
        edge = labels.pop("le", None)
        group = groups.setdefault(tuple(sorted(labels.items())), {"buckets": []})
        if sample.name.endswith("_bucket"):
            group["buckets"].append((float(edge), sample.value))
        else:
            group[sample.name[len(family.name) :]] = sample.value
    for labels, group in groups.items():
        edges = [edge for edge, _ in group["buckets"]]
        counts = [count for _, count in group["buckets"]]
        check(edges == sorted(set(edges)), f"edges of {family.name}{labels} rise")
        check(edges[-1] == float("inf"), f"the last bucket of {family.name}{labels} is +Inf")
        check(counts == sorted(counts), f"buckets of {family.name}{labels} are cumulative")
        check(group["_count"] == counts[-1], f"the count of {family.name}{labels} is that of the last bucket")
        check("_sum" in group, f"{family.name}{labels} has a sum")


def main():
    data = sys.stdin.buffer.read()
    text = data.decode("utf-8")
    check(text == "" or text.endswith("\n"), "the last line ends")
    headers = [tuple(line.split(" ")[1:3]) for line in text.split("\n") if line.startswith("#")]
    check(len(headers) == len(set(headers)), "one HELP and one TYPE for each name")
    seen_samples, seen_families, found = set(), set(), []
    for family in text_string_to_metric_families(text):
        check(family.name not in seen_families, f"the lines of {family.name} stand together")
        seen_families.add(family.name)
        check(family.type in ("counter", "gauge", "histogram"), f"{family.name} has a type")
        if family.type == "histogram":
            check_histogram(family)
        samples = []
        for sample in family.samples:
            check(METRIC_NAME.match(sample.name), f"name {sample.name!r}")
            check(all(LABEL_NAME.match(label) for label in sample.labels), f"labels {sample.labels!r}")
            key = (sample.name, tuple(sorted(sample.labels.items())))
            check(key not in seen_samples, f"{key} comes once")
            seen_samples.add(key)
            samples.append([sample.name, sample.labels, repr(sample.value)])
        found.append([family.name, family.type, family.documentation, samples])
    json.dump(found, sys.stdout)


main()
