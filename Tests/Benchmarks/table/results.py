"""Figures with their targets, and the file that they are written to."""

import statistics
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    HELD = "held"
    MISSED = "**missed**"
    NONE = ""


@dataclass
class Figure:
    """One quantity of a row, a value for each round; judged by its median."""

    name: str
    unit: str
    # "<=" and ">=" with a limit, in the unit; None = for comparison only.
    comparison: str = ""
    limit: float | None = None
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def verdict(self) -> Verdict:
        if self.limit is None:
            return Verdict.NONE
        held = self.median <= self.limit if self.comparison == "<=" else self.median >= self.limit
        return Verdict.HELD if held else Verdict.MISSED

    @property
    def target(self) -> str:
        if self.limit is None:
            return "–"
        return f"{'≤' if self.comparison == '<=' else '≥'} {self.limit:,g}{self._suffix}"

    @property
    def measured(self) -> str:
        text = f"{shown(self.median)}{self._suffix}"
        if len(self.values) > 1:
            text += f" ({shown(min(self.values))} to {shown(max(self.values))})"
        return text

    @property
    def _suffix(self) -> str:
        return f" {self.unit}" if self.unit else ""


def shown(value: float) -> str:
    """Three significant digits, and whole numbers from a hundred on."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


class Row:
    """What one row of the table has measured so far."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.title = title
        self.figures: dict[str, Figure] = {}
        self.notes: list[str] = []
        self.failure = ""
        self.skipped = ""

    def add(self, name: str, unit: str, value: float, target: tuple[str, float] | None = None) -> None:
        """Takes a round's value of a figure; `target` is ("<=" or ">=", limit)."""
        figure = self.figures.get(name)
        if figure is None:
            comparison, limit = target if target else ("", None)
            figure = self.figures[name] = Figure(name, unit, comparison, limit)
        figure.values.append(value)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    @property
    def lines(self) -> list[str]:
        """As Markdown."""
        lines = [f"## {self.name}: {self.title}", ""]
        if self.skipped:
            lines += [f"Skipped: {self.skipped}", ""]
        if self.failure:
            lines += [f"**Failed: {self.failure}**", ""]
        if self.figures:
            lines += ["| figure | median (lowest to highest) | target | |", "|---|---|---|---|"]
            for figure in self.figures.values():
                lines.append(f"| {figure.name} | {figure.measured} | {figure.target} | {figure.verdict} |")
            lines.append("")
        for note in self.notes:
            lines += [f"- {note}"]
        return lines + ([""] if self.notes else [])
