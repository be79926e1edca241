"""Writes reference.csv: what a published implementation forecasts for simulated series, for ReferenceTests.

Run by hand when a method is added; the tests only read its result:
    python3 -m venv venv && venv/bin/pip install statsforecast==2.0.1 numpy==2.4.6
    venv/bin/python make_reference.py > reference.csv

The series are like those of the M5 competition: sales of single products with many months without any, in lumps,
fading away, or regular with a season. The seed gives the same ones again. Numbers are written so that they are read
back exactly.
"""

import csv
import sys

import numpy as np
from statsforecast.models import (
    TSB,
    CrostonClassic,
    CrostonSBA,
    SeasonalNaive,
    SimpleExponentialSmoothing,
    WindowAverage,
)

SEED = 20211105
SERIES = 60
ALPHAS = [0.1, 0.3, 0.5, 0.9]
TSB_ALPHAS = [(0.1, 0.1), (0.1, 0.2), (0.3, 0.05)]


def simulate(random, number):
    """Monthly sales of one product: at least 24 months, the first of them with sales."""
    months = int(random.integers(24, 97))
    level = float(random.uniform(2, 400))
    kind = ("regular", "seasonal", "intermittent", "lumpy", "fading")[number % 5]
    if kind == "regular":
        values = random.normal(level, level / 5, months)
    elif kind == "seasonal":
        values = level * (1.5 + np.sin(np.arange(months) * np.pi / 6)) + random.normal(0, level / 10, months)
    elif kind == "intermittent":
        values = random.poisson(level / 10 + 1, months) * (random.random(months) < 0.4)
    elif kind == "lumpy":
        values = random.negative_binomial(1, 0.02, months) * (random.random(months) < 0.25)
    else:
        values = random.poisson(level, months) * (random.random(months) < np.linspace(0.9, 0.05, months))
    values = np.maximum(values, 0).astype(np.float64)
    values[0] = max(values[0], 1.0)
    return kind, values


def forecast(model, values):
    return [float(value) for value in model.forecast(y=values, h=3)["mean"]]


def main():
    random = np.random.default_rng(SEED)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["series", "kind", "method", "parameters", "month_1", "month_2", "month_3", "values"])
    for number in range(SERIES):
        kind, values = simulate(random, number)
        models = [("seasonal_naive", "12", SeasonalNaive(season_length=12))]
        models += [("window_average", "24", WindowAverage(window_size=24))]
        models += [("ses", str(alpha), SimpleExponentialSmoothing(alpha=alpha)) for alpha in ALPHAS]
        models += [("croston", "0.1", CrostonClassic()), ("croston_sba", "0.1", CrostonSBA())]
        models += [("tsb", f"{demand} {chance}", TSB(alpha_d=demand, alpha_p=chance)) for demand, chance in TSB_ALPHAS]
        text = " ".join(repr(float(value)) for value in values)
        for name, parameters, model in models:
            points = [repr(point) for point in forecast(model, values)]
            # The values once for each series.
            out.writerow([number, kind, name, parameters, *points, text])
            text = ""


if __name__ == "__main__":
    main()
