"""The server's side of a connection: OPEN, refusals, CLOSE, and the two GOAWAYs of a drain."""

import os
from collections.abc import Callable

from .connection import Connection, PingAnswered, StreamOpened
from .frames import Flag, Frame, FrameType, Prelude, encode
from .handshake import GoAway
from .limits import CREDIT_MAX, Settings
from .metadata import OpenMetadata, decode_open, encode_close
from .rate import RateCap
from .receiving import ReceiveSide
from .rules import Role
from .sending import SendSide
from .status import CloseFlag, Code, RpcError, Status, Violation, rpc_error
from .stream import State, Stream


class ServerConnection(Connection):
    role = Role.SERVER

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        super().__init__(settings, clock)
        self._drain_ping: bytes | None = None
        self._final_stream: int | None = None
        self._cancels = RateCap(settings.cancels_burst, settings.cancels_per_second, clock())

    # Draining.

    def begin_drain(self) -> None:
        """«Open no more». Streams whose OPEN crosses this are still served, until `finish_drain`."""
        if self._drain_ping is None and not self.is_closing:
            self._drain_ping = os.urandom(8)
            if self._has_greeted:
                self._control_frame(GoAway(reason="shutting down").encoded())
                self.ping(self._drain_ping)

    def is_drain_answered(self, event: PingAnswered) -> bool:
        """Whether this answers the PING behind the first GOAWAY: the client has read it."""
        return event.opaque == self._drain_ping

    def finish_drain(self) -> None:
        """Refuses streams above the highest so far; those that are open go on."""
        if self._final_stream is None and not self.is_closing:
            self._final_stream = self.highest_stream
            if self._has_greeted:
                self._control_frame(GoAway(self._final_stream, reason="shutting down").encoded())
            self.on_output()

    @property
    def is_draining(self) -> bool:
        """For handlers that would rather end early than hold up a shutdown."""
        return self._drain_ping is not None

    @property
    def is_done(self) -> bool:
        return self._final_stream is not None and not self.streams

    # Frames.

    def _on_open(self, frame: Frame) -> None:
        if frame.stream <= self.highest_stream:
            raise Violation(f"OPEN of stream {frame.stream} after {self.highest_stream}")
        self.highest_stream = frame.stream
        prelude = Prelude.read(frame.meta)
        if prelude.response_credit > CREDIT_MAX:
            raise Violation(f"response_credit of {prelude.response_credit}")
        try:
            stream = self._accept(frame, prelude)
        except RpcError as error:
            self._control_frame(encode(FrameType.CLOSE, frame.stream, meta=encode_close(error.status)))
            self._check_waiting()
        else:
            self.streams[frame.stream] = stream
            self._events.append(StreamOpened(stream))

    def _accept(self, frame: Frame, prelude: Prelude) -> Stream:
        if self._final_stream is not None:
            raise rpc_error(Code.UNAVAILABLE, "the server is shutting down", CloseFlag.NOT_PROCESSED)
        limits = self.settings.limits
        if len(self.streams) >= limits.max_streams:
            message = f"more than {limits.max_streams} streams"
            raise rpc_error(Code.RESOURCE_EXHAUSTED, message, CloseFlag.NOT_PROCESSED)
        try:
            metadata: OpenMetadata = decode_open(frame.meta[Prelude.SIZE :])
        except ValueError as error:
            raise rpc_error(Code.INVALID_ARGUMENT, str(error)) from error
        receive = ReceiveSide(limits.stream_window_bytes, limits.max_message_bytes, Code.INVALID_ARGUMENT)
        if frame.flags & Flag.HAS_MESSAGE:
            receive.accept_whole(frame.flags, frame.data)
        stream = Stream(self, prelude, metadata, receive, SendSide(prelude.response_credit))
        stream.number = frame.stream
        stream.state = State.HALF_CLOSED if frame.flags & Flag.END_STREAM else State.OPEN
        return stream

    def _on_frame_of(self, stream: Stream, frame: Frame) -> None:
        if frame.header.type == FrameType.DATA and stream.state is State.HALF_CLOSED:
            raise Violation("DATA after END_STREAM")
        super()._on_frame_of(stream, frame)

    def _on_cancel(self, stream: Stream) -> None:
        super()._on_cancel(stream)
        if not self._cancels.take(self.clock()):
            raise Violation("calls are opened and cancelled without end", Code.RESOURCE_EXHAUSTED)

    def _refuse(self, stream: Stream, status: Status) -> None:
        self._forget(stream)
        self._control_frame(encode(FrameType.CLOSE, stream.number, meta=encode_close(status)))
        stream.end(status)
        self._check_waiting()

    def refuse(self, stream: Stream, status: Status) -> None:
        """Ends a call at once: its request cannot be read, or it is not taken on."""
        if not stream.is_closed:
            self._refuse(stream, status)

    def _last_stream_accepted(self) -> int:
        return self.highest_stream if self._final_stream is None else min(self.highest_stream, self._final_stream)
