"""The client's side of a connection: OPENs that wait for a free stream, HEADERS, CLOSE, and a server's GOAWAY."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .connection import Connection
from .frames import Flag, Frame, FrameType, OpenFlag, Prelude, encode
from .handshake import GoAway
from .limits import STREAM_MAX, Settings
from .metadata import OpenMetadata, decode_close, decode_headers, encode_open
from .receiving import ReceiveSide
from .rules import Role
from .sending import SendSide
from .status import CloseFlag, Code, RpcError, Status, Violation, rpc_error
from .stream import State, Stream

_NANOSECONDS = 1_000_000_000
_TIMEOUT_MAX = 2**64 - 1


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A call to be opened. `deadline` is a time of the connection's clock."""

    metadata: OpenMetadata
    deadline: float | None = None
    attempt: int = 0
    is_idempotent: bool = False
    accepts_compressed: bool = False
    # The only request message, sent with the OPEN when it fits. None: messages follow as they are loaded.
    message: bytes | None = None
    compress: bool = False


class ClientConnection(Connection):
    role = Role.CLIENT

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        super().__init__(settings, clock)
        self._waiting: deque[tuple[Stream, OpenRequest, bytes]] = deque()
        self._has_go_away = False
        self._greet()

    @property
    def is_going_away(self) -> bool:
        """No stream can be opened any more: a GOAWAY has come, or the numbers are used up."""
        return self._has_go_away or self.highest_stream >= STREAM_MAX

    @property
    def is_done(self) -> bool:
        return self.is_going_away and not self.streams

    def say_goodbye(self) -> None:
        """Before the client closes: for the server's log, open calls go on."""
        self._control_frame(GoAway(0, reason="the client is done").encoded())

    def open(self, request: OpenRequest) -> Stream:
        """A stream whose OPEN is sent when the server has room for it. Raises RpcError for metadata that cannot go.

        Until the server's HELLO says how many streams it takes, only `streams_before_hello` are opened.
        """
        meta = encode_open(request.metadata)
        settings = self.settings
        receive = ReceiveSide(settings.response_credit_bytes, settings.limits.max_message_bytes, Code.INTERNAL)
        flags = OpenFlag.IDEMPOTENT if request.is_idempotent else OpenFlag.NONE
        flags |= OpenFlag.ACCEPTS_COMPRESSED if request.accepts_compressed else OpenFlag.NONE
        prelude = Prelude(
            attempt=min(request.attempt, 255), flags=flags, response_credit=settings.response_credit_bytes
        )
        stream = Stream(self, prelude, request.metadata, receive, SendSide(0))
        stream.state = State.WAITING
        if self.is_closing or self.is_going_away:
            stream.end(Status(Code.UNAVAILABLE, "the connection is ending"), is_unprocessed=True)
        else:
            self._waiting.append((stream, request, meta))
            self.on_output()
        return stream

    def _next_open(self) -> bytes:
        while self._waiting and not self.is_going_away and self._has_room():
            stream, request, meta = self._waiting.popleft()
            if not stream.is_closed:
                try:
                    return self._opened(stream, request, meta)
                except RpcError as error:
                    stream.end(error.status)
        return b""

    def _has_room(self) -> bool:
        allowed = self.peer.max_streams if self.has_hello else self.settings.streams_before_hello
        return len(self.streams) < allowed

    def _opened(self, stream: Stream, request: OpenRequest, meta: bytes) -> bytes:
        timeout = 0
        if request.deadline is not None:
            timeout = min(int((request.deadline - self.clock()) * _NANOSECONDS), _TIMEOUT_MAX)
            if timeout <= 0:
                raise rpc_error(Code.DEADLINE_EXCEEDED, "the deadline has passed before the call could be sent")
        stream.number = self.highest_stream + 2 if self.highest_stream else 1
        stream.send.grant(self.peer.stream_window_bytes)
        flags, data = 0, b""
        if request.message is not None:
            packed, is_compressed = stream.packed(request.message, request.compress)
            if Prelude.SIZE + len(meta) + len(packed) <= self.peer.max_frame_bytes:
                flags = Flag.END_STREAM | Flag.HAS_MESSAGE | (Flag.COMPRESSED if is_compressed else 0)
                data = packed
                stream.send.mark_ended()
            else:
                stream.send.load(packed, is_compressed)
                stream.send.request_end()
        self.highest_stream = stream.number
        self.streams[stream.number] = stream
        stream.state = State.OPEN
        self._outbound.schedule(stream)
        stream.on_change()
        return encode(FrameType.OPEN, stream.number, flags, stream.prelude.with_timeout(timeout) + meta, data)

    # Frames.

    def _on_open(self, frame: Frame) -> None:
        raise Violation("OPEN from a server")

    def _on_frame_of(self, stream: Stream, frame: Frame) -> None:
        if frame.header.type == FrameType.HEADERS:
            self._on_headers(stream, frame)
        elif frame.header.type == FrameType.CLOSE:
            self._on_close(stream, frame)
        else:
            super()._on_frame_of(stream, frame)

    def _on_headers(self, stream: Stream, frame: Frame) -> None:
        if stream.headers is not None or stream.has_data:
            raise Violation("HEADERS twice or after DATA")
        try:
            stream.headers = decode_headers(frame.meta)
        except ValueError as error:
            raise rpc_error(Code.INTERNAL, str(error)) from error
        stream.on_change()

    def _on_close(self, stream: Stream, frame: Frame) -> None:
        status = decode_close(frame.meta)
        if status.code is Code.OK and stream.receive.is_mid_message:
            raise Violation("CLOSE OK in the middle of a message")
        self._forget(stream)
        if frame.flags & Flag.HAS_MESSAGE:
            try:
                stream.receive.accept_whole(frame.flags, frame.data)
            except RpcError as error:
                status = error.status
        stream.end(status, is_unprocessed=bool(status.flags & CloseFlag.NOT_PROCESSED))
        self.on_output()

    def _on_go_away(self, go_away: GoAway) -> None:
        """What is above last_stream had no effect, and neither had what was not sent yet.

        No stream is opened after the first, and what one has ended no later one can bring back: the lowest counts.
        """
        self._has_go_away = True
        for stream in list(self.streams.values()):
            if stream.number > go_away.last_stream:
                self._forget(stream)
                stream.end(Status(Code.UNAVAILABLE, f"the server is going away: {go_away.reason}"), True)
        self._end_waiting("the server is going away")
        super()._on_go_away(go_away)

    def _refuse(self, stream: Stream, status: Status) -> None:
        self.cancel(stream, status)

    def _fail_streams(self, reason: str) -> None:
        super()._fail_streams(reason)
        self._end_waiting(f"the connection has ended: {reason}")

    def _end_waiting(self, reason: str) -> None:
        while self._waiting:
            self._waiting.popleft()[0].end(Status(Code.UNAVAILABLE, reason), is_unprocessed=True)

    def _last_stream_accepted(self) -> int:
        return 0

    # What a stream asks of its connection.

    def cancel(self, stream: Stream, status: Status) -> None:
        if stream.state is State.WAITING:
            stream.end(status)
        else:
            super().cancel(stream, status)
