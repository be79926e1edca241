"""The receiving half of a stream: fragments to messages, the credit the peer has, what waits for the application."""

from collections import deque
from dataclasses import dataclass

from .compression import check_size, inflated
from .frames import Flag, read_u32
from .status import Code, Violation, rpc_error

# CREDIT must be sent when this much has gathered (section 7), however large the window is.
_GATHERED_BYTES_MAX = 65536


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the application gets it."""

    data: bytes
    was_compressed: bool = False


@dataclass(slots=True)
class _Waiting:
    """Complete messages that wait: one, or `count` of 0 bytes, which take no credit and so must take no memory."""

    data: bytes
    is_compressed: bool
    counted_bytes: int
    count: int = 1


class ReceiveSide:
    """Holds at most the window and one message. A compressed one is inflated when it is taken, so credit bounds it."""

    def __init__(self, window_bytes: int, max_message_bytes: int, broken_code: Code) -> None:
        self._window_bytes = window_bytes
        self._max_message_bytes = max_message_bytes
        self._broken_code = broken_code
        self._left_bytes = window_bytes
        self._waiting: deque[_Waiting] = deque()
        self._waiting_bytes = 0
        self._fragments: list[bytes] = []
        self._missing_bytes: int | None = None
        self._is_compressed = False
        self.received_bytes = 0

    @property
    def is_mid_message(self) -> bool:
        return self._missing_bytes is not None

    @property
    def left_bytes(self) -> int:
        """What the peer may still send."""
        return self._left_bytes

    @property
    def waiting_bytes(self) -> int:
        return self._waiting_bytes

    @property
    def has_message(self) -> bool:
        return bool(self._waiting)

    @property
    def waiting_count(self) -> int:
        return sum(entry.count for entry in self._waiting)

    def accept_whole(self, flags: int, data: bytes) -> None:
        """A message in OPEN or CLOSE, which takes no credit. Raises RpcError when it is too large."""
        self._complete(data, bool(flags & Flag.COMPRESSED), counted_bytes=0)

    def accept(self, flags: int, data: bytes) -> None:
        """The data of a DATA frame. Raises Violation, or RpcError when only the call is at fault."""
        if not flags & Flag.HAS_MESSAGE:
            if self.is_mid_message:
                raise Violation("the end of the stream in the middle of a message")
            return
        if flags & Flag.COMPRESSED and self.is_mid_message:
            raise Violation("COMPRESSED in the middle of a message")
        if flags & Flag.TOTAL:
            data = self._start(data, bool(flags & Flag.COMPRESSED))
        elif flags & Flag.MORE and not self.is_mid_message:
            raise Violation("a fragment of no message")
        if len(data) > self._left_bytes:
            raise Violation(f"{len(data)} bytes of DATA at a credit of {self._left_bytes}", Code.RESOURCE_EXHAUSTED)
        self._left_bytes -= len(data)
        self.received_bytes += len(data)
        if self.is_mid_message:
            self._continue(data, is_last=not flags & Flag.MORE)
        else:
            self._complete(data, bool(flags & Flag.COMPRESSED), len(data))

    def _start(self, data: bytes, is_compressed: bool) -> bytes:
        if self.is_mid_message:
            raise Violation("TOTAL in the middle of a message")
        total = read_u32(data)
        self._check_size(total)
        self._missing_bytes, self._is_compressed = total, is_compressed
        return data[4:]

    def _continue(self, data: bytes, is_last: bool) -> None:
        missing = (self._missing_bytes or 0) - len(data)
        if missing < 0 or not data or is_last != (missing == 0):
            raise Violation("fragments that do not add up to TOTAL")
        self._fragments.append(data)
        self._missing_bytes = missing
        if is_last:
            whole = b"".join(self._fragments)
            self._fragments, self._missing_bytes = [], None
            self._complete(whole, self._is_compressed, len(whole))

    def _complete(self, data: bytes, is_compressed: bool, counted_bytes: int) -> None:
        self._check_size(len(data))
        if is_compressed:
            check_size(data, self._max_message_bytes)
        last = self._waiting[-1] if self._waiting else None
        if not data and last is not None and not last.data and is_compressed == last.is_compressed:
            last.count += 1
            return
        self._waiting_bytes += counted_bytes
        self._waiting.append(_Waiting(data, is_compressed, counted_bytes))

    def _check_size(self, size: int) -> None:
        if size > self._max_message_bytes:
            raise rpc_error(Code.RESOURCE_EXHAUSTED, f"a message of {size} bytes")

    def take(self) -> Message | None:
        """The next message, or None when none is complete. Raises RpcError when it does not inflate."""
        if not self._waiting:
            return None
        entry = self._waiting[0]
        entry.count -= 1
        if not entry.count:
            self._waiting.popleft()
            self._waiting_bytes -= entry.counted_bytes
        if entry.is_compressed:
            return Message(inflated(entry.data, self._broken_code), True)
        return Message(entry.data)

    def credit_due(self) -> int:
        """Bytes to give back now with CREDIT, 0 for none; they count as given.

        The peer is to have the window, less what waits complete: so a queue of messages that are a little larger than
        a frame cannot grow beyond it, though their fragments were given back while they were incomplete.
        """
        due = self._window_bytes - self._waiting_bytes - self._left_bytes
        if due < max(1, min(self._window_bytes // 4, _GATHERED_BYTES_MAX)):
            return 0
        self._left_bytes += due
        return due

    def discard(self) -> None:
        """Forgets what is incomplete: the stream has ended."""
        self._fragments, self._missing_bytes = [], None
