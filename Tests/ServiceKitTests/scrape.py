"""Asks a daemon's admin port for everything, as operators' programs do, and prints what came as JSON:
{"pages": {path: [status, content type, text]}, "metrics": {name: [type, {"label=value,…": value}]}}.
The metrics are read by Prometheus's own Python library.

Usage: scrape.py URL"""

import json
import sys
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return [response.status, response.headers["Content-Type"], response.read().decode("utf-8")]
    except urllib.error.HTTPError as error:
        return [error.code, error.headers["Content-Type"], error.read().decode("utf-8")]


def main():
    base = sys.argv[1].rstrip("/")
    pages = {path: get(base + path) for path in ["/", "/debug", "/healthz", "/readyz", "/metrics", "/missing"]}
    metrics = {}
    for family in text_string_to_metric_families(pages["/metrics"][2]):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            metrics.setdefault(sample.name, [family.type, {}])[1][labels] = sample.value
    json.dump({"pages": pages, "metrics": metrics}, sys.stdout)


main()
