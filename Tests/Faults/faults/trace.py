"""Reads what `strace -f -y -o FILE` has written."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"^(\d+)\s+(?:<\.\.\. (\w+) resumed>(.*)|(\w+)\((.*))$", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_DESCRIPTOR = re.compile(r"^\d+<((?:[^>\\]|\\.)*)>")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(\.\.\.)?')
_RESULT = re.compile(r"\)\s+= (-?\d+)")


@dataclass(frozen=True, slots=True)
class SystemCall:
    """`began` and `ended` are lines of the trace: what began behind another's end came after it. `target` is the file
    or socket of the first argument. `result` is None when the call had not ended with the trace."""

    name: str
    target: str
    arguments: str
    began: int
    ended: int
    result: int | None

    @property
    def data(self) -> bytes:
        """The bytes written, of all buffers together. Raises ValueError when strace has cut them off."""
        parts: list[bytes] = []
        for match in _TEXT.finditer(self.arguments):
            if match[2]:
                raise ValueError(f"the trace does not hold all bytes of {self.name} in line {self.began}")
            unescaped = codecs.escape_decode(match[1].encode("latin-1"))[0]
            assert isinstance(unescaped, bytes)
            parts.append(unescaped)
        data = b"".join(parts)
        return data[: self.result] if self.result is not None and self.result >= 0 else data


def read_trace(lines: Iterable[str]) -> Iterator[SystemCall]:
    """The calls, in the order in which they ended."""
    open_calls: dict[str, tuple[int, str, str]] = {}
    number = 0
    for number, line in enumerate(lines):
        match = _LINE.match(line.rstrip("\n"))
        if match is None:
            continue
        thread, resumed, rest, name, text = match.groups()
        if name is not None:
            if text.endswith(_UNFINISHED):
                open_calls[thread] = (number, name, text.removesuffix(_UNFINISHED))
                continue
            yield _call(name, text, number, number)
        elif thread in open_calls and open_calls[thread][1] == resumed:
            began, name, begun_text = open_calls.pop(thread)
            yield _call(name, begun_text + rest, began, number)
    for began, name, text in open_calls.values():
        yield _call(name, text, began, number + 1)


def _call(name: str, text: str, began: int, ended: int) -> SystemCall:
    target = _DESCRIPTOR.match(text)
    # The last one: a buffer may hold what looks like a result.
    results = _RESULT.findall(text[-200:])
    result = int(results[-1]) if results else None
    return SystemCall(name, target[1] if target else "", text, began, ended, result)
