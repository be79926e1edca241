"""The sending half of a stream: one message at a time to fragments, within the peer's frame size and the credit."""

from .frames import Flag, FrameType, encode, u32
from .limits import CREDIT_MAX
from .status import Violation

_TOTAL_BYTES = 4


class SendSide:
    """Holds one message; the next is loaded when it has left, so a slow peer holds the sender back."""

    def __init__(self, credit_bytes: int) -> None:
        self._credit_bytes = credit_bytes
        self._message: memoryview | None = None
        self._offset = 0
        self._is_compressed = False
        self._end_requested = False
        self._end_sent = False
        self.sent_bytes = 0

    @property
    def credit_bytes(self) -> int:
        return self._credit_bytes

    @property
    def is_idle(self) -> bool:
        """Nothing is loaded: the next message may be."""
        return self._message is None

    @property
    def is_finished(self) -> bool:
        return self._end_sent

    @property
    def has_end_requested(self) -> bool:
        return self._end_requested

    @property
    def can_send(self) -> bool:
        if self._message is None:
            return self._end_requested and not self._end_sent
        return self._credit_bytes > 0 or len(self._message) == 0

    def grant(self, increment: int) -> None:
        """A CREDIT that has come."""
        self._credit_bytes += increment
        if self._credit_bytes > CREDIT_MAX:
            raise Violation(f"CREDIT of {increment} to {self._credit_bytes}")

    def load(self, message: bytes, is_compressed: bool) -> None:
        assert self.is_idle and not self._end_sent
        self._message, self._offset, self._is_compressed = memoryview(message), 0, is_compressed

    def request_end(self) -> None:
        """END_STREAM with the last fragment of what is loaded, or by itself."""
        self._end_requested = True

    def mark_ended(self) -> None:
        """The OPEN carried END_STREAM."""
        self._end_requested = self._end_sent = True

    def discard(self) -> None:
        self._message, self._offset = None, 0

    def next_frame(self, stream: int, max_frame_bytes: int) -> bytes:
        """The next DATA frame. Only when `can_send`."""
        if self._message is None:
            self._end_sent = True
            return encode(FrameType.DATA, stream, Flag.END_STREAM)
        message, left = self._message, len(self._message) - self._offset
        flags, head = int(Flag.HAS_MESSAGE), b""
        if self._offset == 0 and self._is_compressed:
            flags |= Flag.COMPRESSED
        count = min(left, max_frame_bytes, self._credit_bytes)
        if self._offset == 0 and count < left:
            # The first of several: it leaves at least one byte to the next.
            flags |= Flag.TOTAL
            head = u32(len(message))
            count = min(left - 1, max_frame_bytes - _TOTAL_BYTES, self._credit_bytes)
        fragment = message[self._offset : self._offset + count]
        self._offset += count
        self._credit_bytes -= count
        self.sent_bytes += count
        if self._offset < len(message):
            flags |= Flag.MORE
        else:
            self._message = None
            if self._end_requested:
                flags |= Flag.END_STREAM
                self._end_sent = True
        return encode(FrameType.DATA, stream, flags, data=head + fragment if head else fragment)
