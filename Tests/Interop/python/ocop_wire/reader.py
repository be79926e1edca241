"""Bytes to frames, however they are cut. Keeps less than one frame; judges a header before it keeps its body."""

from collections.abc import Iterator

from .frames import Frame, Header
from .limits import HEADER_BYTES, PREFACE
from .rules import Role, check_header, is_ignorable
from .status import PrefaceMismatch


class FrameReader:
    """Reads what one side receives: the preface, then frames.

    An ignorable frame is yielded without its body, which is skipped and never kept.
    """

    def __init__(self, receiver: Role, max_frame_bytes: int, undoes_compression: bool) -> None:
        self._receiver = receiver
        self._max_frame_bytes = max_frame_bytes
        self._undoes_compression = undoes_compression
        self._waiting = bytearray()
        self._header: Header | None = None
        self._left = 0
        self._preface_read = 0

    @property
    def has_preface(self) -> bool:
        return self._preface_read == len(PREFACE)

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yields each frame as soon as it is complete; raises PrefaceMismatch or Violation where one is due."""
        self._waiting += self._read_preface(data)
        at = 0
        try:
            while True:
                if self._header is None:
                    if len(self._waiting) - at < HEADER_BYTES:
                        return
                    header = Header.read(self._waiting, at)
                    at += HEADER_BYTES
                    check_header(header, self._receiver, self._max_frame_bytes, self._undoes_compression)
                    self._header, self._left = header, header.length
                header, is_kept = self._header, not is_ignorable(self._header.type)
                if not is_kept:
                    skipped = min(self._left, len(self._waiting) - at)
                    self._left -= skipped
                    at += skipped
                if self._left > (len(self._waiting) - at if is_kept else 0):
                    return
                frame = self._body(header, at) if is_kept else Frame(header, b"", b"")
                at += header.length if is_kept else 0
                self._header = None
                yield frame
        finally:
            del self._waiting[:at]

    def _body(self, header: Header, at: int) -> Frame:
        with memoryview(self._waiting) as view:
            data_at = at + header.meta_length
            return Frame(header, bytes(view[at:data_at]), bytes(view[data_at : at + header.length]))

    def _read_preface(self, data: bytes) -> bytes:
        count = min(len(PREFACE) - self._preface_read, len(data))
        if data[:count] != PREFACE[self._preface_read : self._preface_read + count]:
            raise PrefaceMismatch
        self._preface_read += count
        return data[count:] if count else data
