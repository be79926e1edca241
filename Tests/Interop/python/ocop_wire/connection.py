"""A connection as a state machine: bytes that came in, bytes to go out, and what has happened. Knows no sockets."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from .frames import ACK, Flag, Frame, FrameType, encode, read_u32, u32
from .handshake import GoAway, greeting, read_hello
from .limits import COMPRESSOR, CREDIT_MAX, Limits, Settings
from .outbound import Outbound
from .rate import RateCap
from .reader import FrameReader
from .rules import Role, is_ignorable
from .status import Code, PrefaceMismatch, RpcError, Status, Violation
from .stream import State, Stream


@dataclass(frozen=True, slots=True)
class HelloReceived:
    agent: str


@dataclass(frozen=True, slots=True)
class StreamOpened:
    stream: Stream


@dataclass(frozen=True, slots=True)
class PingAnswered:
    opaque: bytes


@dataclass(frozen=True, slots=True)
class GoAwayReceived:
    go_away: GoAway


@dataclass(frozen=True, slots=True)
class ConnectionEnded:
    """The state machine has ended the connection: close it when its last bytes are written. For one log line."""

    reason: str


Event = HelloReceived | StreamOpened | PingAnswered | GoAwayReceived | ConnectionEnded


class Connection(ABC):
    """What both sides have in common. `on_output` is called when there may be something to write."""

    role: Role

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.clock = clock
        self.peer: Limits = settings.assumed_peer
        self.peer_compressors: tuple[str, ...] = ()
        self.has_hello = False
        self.is_closing = False
        self.streams: dict[int, Stream] = {}
        self.highest_stream = 0
        self.on_output: Callable[[], None] = lambda: None
        self._reader = FrameReader(self.role, settings.limits.max_frame_bytes, settings.undoes_compression)
        self._outbound = Outbound()
        self._events: list[Event] = []
        self._has_greeted = False
        self._pings = RateCap(settings.pings_burst, settings.pings_per_second, clock())

    # Bytes in.

    def receive(self, data: bytes) -> list[Event]:
        """Takes what has arrived. After the connection has ended itself nothing is handled any more."""
        if self.is_closing:
            return []
        self._events = []
        try:
            for frame in self._reader.feed(data):
                self._greet_back()
                self._on_frame(frame)
            self._greet_back()
            self._check_waiting()
        except PrefaceMismatch:
            self._events.append(self._end("the peer speaks another protocol"))
        except Violation as violation:
            self._greet_back()
            self._events.append(self.end_with(violation))
        return self._events

    def connection_lost(self, reason: str) -> None:
        """End of file, or an error. An end without CLOSE is never a success."""
        self.is_closing = True
        self._fail_streams(reason)

    def end_with(self, violation: Violation) -> ConnectionEnded:
        """Ends the connection with GOAWAY, or without a word while the peer's preface is not complete."""
        if self._reader.has_preface:
            go_away = GoAway(self._last_stream_accepted(), violation.code, violation.reason)
            self._outbound.add_control(go_away.encoded())
        return self._end(f"{violation.code.name}: {violation.reason}")

    def _end(self, reason: str) -> ConnectionEnded:
        self.is_closing = True
        self._fail_streams(reason)
        return ConnectionEnded(reason)

    def _fail_streams(self, reason: str) -> None:
        for stream in list(self.streams.values()):
            stream.end(Status(Code.UNAVAILABLE, f"the connection has ended: {reason}"))
        self.streams.clear()

    # Bytes out.

    def next_bytes(self) -> bytes:
        """What to write next, about a frame; empty when nothing can be written."""
        if self._outbound.control_bytes:
            return self._outbound.take_control()
        if self.is_closing:
            return b""
        return self._next_open() or self._next_stream_frame()

    def _next_open(self) -> bytes:
        return b""

    def _next_stream_frame(self) -> bytes:
        stream = self._outbound.next_stream()
        if stream is None:
            return b""
        frame = stream.next_frame(self.peer.max_frame_bytes)
        if stream.is_closed:
            self._forget(stream)
        self._outbound.schedule(stream)
        return frame

    def _control_frame(self, frame: bytes) -> None:
        self._outbound.add_control(frame)
        self.on_output()

    def _check_waiting(self) -> None:
        if self._outbound.control_bytes > self.settings.waiting_bytes_max:
            raise Violation("the peer does not read what is sent to it", Code.RESOURCE_EXHAUSTED)

    def _greet(self) -> None:
        self._outbound.put_first(greeting(self.settings))
        self._has_greeted = True

    def _greet_back(self) -> None:
        """A server sends nothing before the client's whole preface; then its own, ahead of everything."""
        if not self._has_greeted and self._reader.has_preface:
            self._greet()

    def ping(self, opaque: bytes) -> None:
        self._control_frame(encode(FrameType.PING, data=opaque))

    # Frames.

    def _on_frame(self, frame: Frame) -> None:
        kind = frame.header.type
        if not self.has_hello and kind != FrameType.HELLO:
            raise Violation("the first frame is not HELLO")
        if is_ignorable(kind):
            return
        if kind == FrameType.HELLO:
            self._on_hello(frame)
        elif kind == FrameType.PING:
            self._count_ping()
            self._on_ping(frame)
        elif kind == FrameType.GOAWAY:
            self._count_ping()
            self._on_go_away(GoAway.read(frame.data))
        elif kind == FrameType.OPEN:
            self._on_open(frame)
        else:
            self._on_stream_frame(frame)

    def _on_hello(self, frame: Frame) -> None:
        if self.has_hello:
            raise Violation("a second HELLO")
        hello = read_hello(frame.data)
        self.peer, self.peer_compressors, self.has_hello = hello.limits, hello.compressors, True
        self._events.append(HelloReceived(hello.agent))
        self.on_output()

    def _count_ping(self) -> None:
        if not self._pings.take(self.clock()):
            raise Violation("PING and GOAWAY come without end", Code.RESOURCE_EXHAUSTED)

    def _on_ping(self, frame: Frame) -> None:
        if frame.flags & ACK:
            self._events.append(PingAnswered(frame.data))
            return
        self._control_frame(encode(FrameType.PING, flags=ACK, data=frame.data))
        self._check_waiting()

    def _on_go_away(self, go_away: GoAway) -> None:
        self._events.append(GoAwayReceived(go_away))

    @abstractmethod
    def _on_open(self, frame: Frame) -> None: ...

    def _on_stream_frame(self, frame: Frame) -> None:
        self._check_by_itself(frame)
        stream = self.streams.get(frame.stream)
        if stream is not None:
            try:
                self._on_frame_of(stream, frame)
            except RpcError as error:
                self._refuse(stream, error.status)
        elif frame.stream > self.highest_stream and frame.header.type != FrameType.CANCEL:
            raise Violation(f"{frame.header.name} for stream {frame.stream}, which was never opened")

    @staticmethod
    def _check_by_itself(frame: Frame) -> None:
        """What is wrong whatever the state of the stream."""
        if frame.header.type == FrameType.CREDIT and not 1 <= read_u32(frame.data) <= CREDIT_MAX:
            raise Violation(f"CREDIT of {read_u32(frame.data)}")
        if frame.header.type == FrameType.CLOSE and frame.meta[0] and frame.flags & Flag.HAS_MESSAGE:
            raise Violation("a message in a CLOSE that is not OK")

    def _on_frame_of(self, stream: Stream, frame: Frame) -> None:
        kind = frame.header.type
        if kind == FrameType.DATA:
            self._on_data(stream, frame)
        elif kind == FrameType.CREDIT:
            stream.send.grant(read_u32(frame.data))
            self.schedule(stream)
        elif kind == FrameType.CANCEL:
            self._on_cancel(stream)

    def _on_cancel(self, stream: Stream) -> None:
        self._forget(stream)
        stream.end(Status(Code.CANCELLED, "cancelled by the peer"))

    def _on_data(self, stream: Stream, frame: Frame) -> None:
        stream.has_data = True
        stream.receive.accept(frame.flags, frame.data)
        if frame.flags & Flag.END_STREAM:
            stream.state = State.HALF_CLOSED
        self.give_credit(stream)
        stream.on_change()

    def _forget(self, stream: Stream) -> None:
        self.streams.pop(stream.number, None)

    @property
    @abstractmethod
    def is_done(self) -> bool:
        """Whether nothing more will come of this connection, so that it can be closed."""

    @abstractmethod
    def _last_stream_accepted(self) -> int:
        """What a GOAWAY says: a client accepts none."""

    @abstractmethod
    def _refuse(self, stream: Stream, status: Status) -> None:
        """Ends one call because of what the peer sent on it; the connection lives."""

    # What a stream asks of its connection.

    def schedule(self, stream: Stream) -> None:
        """The stream may have something to send."""
        self._outbound.schedule(stream)
        self.on_output()

    def give_credit(self, stream: Stream) -> None:
        """Sends CREDIT when enough has gathered; none to a client that sends no more."""
        if stream.is_closed or self.role is Role.SERVER and stream.state is State.HALF_CLOSED:
            return
        if due := stream.receive.credit_due():
            self._control_frame(encode(FrameType.CREDIT, stream.number, data=u32(due)))

    def cancel(self, stream: Stream, status: Status) -> None:
        """Ends a stream with CANCEL, which nothing answers."""
        self._forget(stream)
        self._control_frame(encode(FrameType.CANCEL, stream.number))
        stream.end(status)

    def may_compress(self, stream: Stream) -> bool:
        return COMPRESSOR in self.peer_compressors and (self.role is Role.CLIENT or stream.accepts_compressed)

    @property
    def peer_max_message_bytes(self) -> int:
        return self.peer.max_message_bytes

    @property
    def peer_max_frame_bytes(self) -> int:
        return self.peer.max_frame_bytes
