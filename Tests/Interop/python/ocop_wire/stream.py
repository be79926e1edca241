"""One call on one connection: its state (section 6), its two halves, and what its application does with it."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from .compression import compressed
from .frames import Flag, FrameType, OpenFlag, Prelude, encode
from .metadata import OpenMetadata, encode_close, encode_headers
from .receiving import Message, ReceiveSide
from .sending import SendSide
from .status import Code, Metadata, RpcError, Status, rpc_error


class State(Enum):
    WAITING = "waiting"  # A client's, whose OPEN has not been sent.
    OPEN = "open"
    HALF_CLOSED = "half-closed"  # The client has sent END_STREAM.
    CLOSED = "closed"


class StreamOwner(Protocol):
    """What a stream needs of its connection."""

    def schedule(self, stream: "Stream") -> None: ...
    def give_credit(self, stream: "Stream") -> None: ...
    def cancel(self, stream: "Stream", status: Status) -> None: ...
    def may_compress(self, stream: "Stream") -> bool: ...
    @property
    def peer_max_message_bytes(self) -> int: ...
    @property
    def peer_max_frame_bytes(self) -> int: ...


def _nothing() -> None:
    pass


class Stream:
    """`on_change` is called whenever something happened that a waiting application may wait for."""

    def __init__(
        self, owner: StreamOwner, prelude: Prelude, metadata: OpenMetadata, receive: ReceiveSide, send: SendSide
    ) -> None:
        self._owner = owner
        self.number = 0
        self.state = State.OPEN
        self.prelude = prelude
        self.metadata = metadata
        self.receive = receive
        self.send = send
        self.on_change: Callable[[], None] = _nothing
        self.headers: Metadata | None = None
        self.has_data = False
        # How the call ended, when it has.
        self.status: Status | None = None
        # A client's stream that the server has not processed, as far as the connection itself knows.
        self.is_unprocessed = False
        self._may_send_headers = True
        self._headers_meta: bytes | None = None
        self._close: tuple[Status, bytes, bytes | None, bool] | None = None

    # What the connection asks.

    @property
    def is_closed(self) -> bool:
        return self.state is State.CLOSED

    @property
    def has_urgent_frame(self) -> bool:
        """HEADERS and CLOSE go ahead of other streams' DATA, not of their own."""
        return self._headers_meta is not None or self._close is not None and self.send.is_idle

    @property
    def has_frame(self) -> bool:
        return not self.is_closed and (self.has_urgent_frame or self.send.can_send)

    def next_frame(self, max_frame_bytes: int) -> bytes:
        """The next frame of this stream. Only when `has_frame`. After CLOSE the stream is closed."""
        if self._headers_meta is not None:
            meta, self._headers_meta = self._headers_meta, None
            return encode(FrameType.HEADERS, self.number, meta=meta)
        if self._close is not None and self.send.is_idle:
            status, meta, message, is_compressed = self._close
            flags = 0 if message is None else Flag.HAS_MESSAGE | (Flag.COMPRESSED if is_compressed else 0)
            self.end(status)
            return encode(FrameType.CLOSE, self.number, flags, meta, message or b"")
        frame = self.send.next_frame(self.number, max_frame_bytes)
        if self.send.is_idle:
            self.on_change()
        return frame

    def end(self, status: Status, is_unprocessed: bool = False) -> None:
        """The stream is closed; nothing more is sent or received. Complete messages can still be taken."""
        if self.is_closed:
            return
        self.state, self.status, self.is_unprocessed = State.CLOSED, status, is_unprocessed
        self.send.discard()
        self.receive.discard()
        self._headers_meta = self._close = None
        self.on_change()

    # What the application does.

    def take(self) -> Message | None:
        """The next message, or None. Raises RpcError, having ended the call, when it does not inflate."""
        message = self.receive.take()
        if message is not None:
            self._owner.give_credit(self)
        return message

    def load(self, message: bytes, compress: bool) -> None:
        """Hands over a message to send; only when `send.is_idle`. Raises RpcError when the peer would refuse it."""
        if self.is_closed:
            return
        self._may_send_headers = False
        self.send.load(*self.packed(message, compress))
        self._owner.schedule(self)

    def packed(self, message: bytes, compress: bool) -> tuple[bytes, bool]:
        """The message as it is sent, and whether that is compressed."""
        if len(message) > self._owner.peer_max_message_bytes:
            raise rpc_error(Code.RESOURCE_EXHAUSTED, f"a message of {len(message)} bytes is more than the peer takes")
        packed = compressed(message) if compress and self._owner.may_compress(self) else None
        return (message, False) if packed is None else (packed, True)

    def finish_sending(self) -> None:
        """A client has no more to send."""
        if not self.is_closed:
            self.send.request_end()
            self._owner.schedule(self)

    def cancel(self, status: Status) -> None:
        """Ends the stream with CANCEL; the call ends here with `status`."""
        if not self.is_closed:
            self._owner.cancel(self, status)

    def send_headers(self, entries: Metadata) -> None:
        """A server's first metadata: once, before any response. Raises RpcError when it does not fit."""
        meta = encode_headers(entries)
        assert self._may_send_headers, "first metadata twice, or after a response"
        self._may_send_headers = False
        if not self.is_closed:
            self._headers_meta = meta
            self._owner.schedule(self)

    def finish(self, status: Status, message: bytes | None = None, compress: bool = False) -> None:
        """A server's CLOSE. A message that fits goes with it, a larger one ahead of it; an error discards what waits.

        Metadata that does not fit turns the status into RESOURCE_EXHAUSTED. An error may overtake an OK that still
        waits for credit; otherwise the first end counts.
        """
        if self.is_closed:
            return
        if self._close is not None and (self._close[0].code is not Code.OK or status.code is Code.OK):
            return
        try:
            meta = encode_close(status)
            packed, is_compressed = (None, False) if message is None else self.packed(message, compress)
        except RpcError as error:
            status, meta, packed, is_compressed = error.status, encode_close(error.status), None, False
        if status.code is not Code.OK:
            self.send.discard()
            packed = None
        if packed is not None and len(meta) + len(packed) > self._owner.peer_max_frame_bytes:
            self.send.load(packed, is_compressed)
            packed = None
        self._close = (status, meta, packed, is_compressed)
        self._owner.schedule(self)

    @property
    def accepts_compressed(self) -> bool:
        return bool(self.prelude.flags & OpenFlag.ACCEPTS_COMPRESSED)
