"""What waits to be written on a connection: control frames first, then streams in turns, CLOSE ahead of DATA."""

from collections import deque

from .stream import State, Stream


class Outbound:
    """Keeps control frames as bytes and streams by reference: their frames are made when there is room for them."""

    def __init__(self) -> None:
        self._control = bytearray()
        self._urgent: deque[Stream] = deque()
        self._ready: deque[Stream] = deque()
        self._scheduled: set[Stream] = set()

    @property
    def control_bytes(self) -> int:
        return len(self._control)

    def add_control(self, frame: bytes) -> None:
        self._control += frame

    def put_first(self, data: bytes) -> None:
        """Preface and HELLO, whatever has gathered before."""
        self._control[:0] = data

    def take_control(self) -> bytes:
        taken, self._control = bytes(self._control), bytearray()
        return taken

    def schedule(self, stream: Stream) -> None:
        """Gives the stream a turn, if it has something that can be sent now."""
        if not stream.has_frame or stream.state is State.WAITING:
            return
        if stream in self._scheduled:
            if not stream.has_urgent_frame or stream in self._urgent:
                return
            self._ready.remove(stream)
        self._scheduled.add(stream)
        (self._urgent if stream.has_urgent_frame else self._ready).append(stream)

    def next_stream(self) -> Stream | None:
        """The stream whose turn it is."""
        while self._urgent or self._ready:
            stream = (self._urgent or self._ready).popleft()
            self._scheduled.discard(stream)
            if stream.has_frame:
                return stream
        return None
