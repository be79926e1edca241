"""A connection under judgement: an application that takes every message at once and never ends a call by itself."""

from dataclasses import dataclass

from ocop_wire.client_connection import ClientConnection, OpenRequest
from ocop_wire.connection import Connection, StreamOpened
from ocop_wire.frames import CloseHead, FrameType
from ocop_wire.handshake import GoAway
from ocop_wire.limits import Limits, Settings
from ocop_wire.metadata import OpenMetadata
from ocop_wire.reader import FrameReader
from ocop_wire.rules import Role
from ocop_wire.server_connection import ServerConnection
from ocop_wire.status import CloseFlag, Code, RpcError, Status
from ocop_wire.stream import Stream

from .corpus import Block


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: str
    code: str | None = None
    stream: str | None = None
    close_flags: str | None = None


class Judge:
    """Feeds one side of a connection and reads the verdict from what it sends and does."""

    def __init__(self, block: Block) -> None:
        self._role = Role(block.value("receiver"))
        credit = int(block.value("credit", "262144"))
        settings = Settings(
            limits=Limits(stream_window_bytes=max(1, credit)),
            compressors=tuple(block.value("compressors", "none").replace("none", "").split()),
            response_credit_bytes=credit,
            streams_before_hello=1000,
        )
        self._sent = FrameReader(Role.CLIENT if self._role is Role.SERVER else Role.SERVER, 2**20, True)
        self.verdict = Verdict("accepted")
        self.sent_bytes = 0
        self.streams: list[Stream] = []
        self._changed: list[Stream] = []
        self.connection: Connection = self._opened(settings, block.value("opened", "none"))

    def _opened(self, settings: Settings, numbers: str) -> Connection:
        if self._role is Role.SERVER:
            return ServerConnection(settings, clock=lambda: 0.0)
        client = ClientConnection(settings, clock=lambda: 0.0)
        opened = [int(number) for number in numbers.split() if number != "none"]
        # Numbers follow each other here; the corpus has none left out.
        assert opened == list(range(1, 2 * len(opened), 2))
        for _ in opened:
            self._watch(client.open(OpenRequest(OpenMetadata("a.B/C"))))
        while data := client.next_bytes():
            list(self._sent.feed(data))
        return client

    def feed(self, data: bytes) -> None:
        """Receives, lets the application take what there is, and judges what was sent."""
        for event in self.connection.receive(data):
            if isinstance(event, StreamOpened):
                self._watch(event.stream)
        while self._changed:
            self._take_all(self._changed.pop())
        while out := self.connection.next_bytes():
            self.sent_bytes += len(out)
            for frame in self._sent.feed(out):
                self._look_at(frame.header.type, frame.stream, frame.meta, frame.data)
        if self.connection.is_closing and self.verdict.kind == "accepted":
            self.verdict = Verdict("close-silently")

    def _watch(self, stream: Stream) -> None:
        self.streams.append(stream)
        self._changed.append(stream)
        stream.on_change = lambda: self._changed.append(stream)

    def _take_all(self, stream: Stream) -> None:
        try:
            while stream.take() is not None:
                pass
        except RpcError as error:
            if stream.is_closed:
                # A message that came with CLOSE: nothing can be sent any more.
                self._decide(Verdict("call-fails", error.status.code.name, str(stream.number)))
            elif isinstance(self.connection, ServerConnection):
                self.connection.refuse(stream, error.status)
            else:
                stream.cancel(error.status)
        if stream.status is not None and stream.is_closed and self._role is Role.CLIENT:
            self._note_refused_close(stream, stream.status)

    def _note_refused_close(self, stream: Stream, status: Status) -> None:
        """A CLOSE OK whose message was refused on arrival fails the call; the peer sent OK, so this code is ours."""
        if status.code is Code.RESOURCE_EXHAUSTED and "a message of" in status.message:
            self._decide(Verdict("call-fails", status.code.name, str(stream.number)))

    def _look_at(self, kind: int, number: int, meta: bytes, data: bytes) -> None:
        if kind == FrameType.GOAWAY:
            self._decide(Verdict("goaway", Code(GoAway.read(data).code).name))
        elif kind == FrameType.CLOSE:
            head = CloseHead.read(meta)
            flags = "|".join(str(flag.name) for flag in CloseFlag if flag and head.flags & flag) or "none"
            self._decide(Verdict("stream-error", Code(head.code).name, str(number), flags))
        elif kind == FrameType.CANCEL:
            status = next(stream.status for stream in self.streams if stream.number == number)
            assert status is not None
            # A CANCEL explains itself, whatever the call was judged to be before.
            self.verdict = Verdict("stream-error", status.code.name, str(number))

    def _decide(self, verdict: Verdict) -> None:
        if self.verdict.kind == "accepted":
            self.verdict = verdict
