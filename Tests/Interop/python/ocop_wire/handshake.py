"""HELLO and GOAWAY: the protobuf messages of the connection itself (section 3)."""

from dataclasses import dataclass

from .frames import FrameType, encode
from .limits import CREDIT_MAX, PREFACE, STREAM_MAX, Limits, Settings
from .messages import decode, message_class
from .status import Code, Violation

VERSION = 1


@dataclass(frozen=True, slots=True)
class Hello:
    limits: Limits
    compressors: tuple[str, ...]
    agent: str


@dataclass(frozen=True, slots=True)
class GoAway:
    last_stream: int = STREAM_MAX
    code: int = Code.OK
    reason: str = ""

    def encoded(self) -> bytes:
        message = message_class("ocop.rpc.v1.GoAway")(
            last_stream=self.last_stream, code=self.code, reason=self.reason
        )
        return encode(FrameType.GOAWAY, data=message.SerializeToString())

    @classmethod
    def read(cls, data: bytes) -> "GoAway":
        """Raises Violation when it does not decode."""
        try:
            message = decode("ocop.rpc.v1.GoAway", data)
        except ValueError as error:
            raise Violation(str(error)) from error
        return cls(message.last_stream, message.code, message.reason)


def greeting(settings: Settings) -> bytes:
    """What each side sends first: preface and HELLO."""
    limits = settings.limits
    hello = message_class("ocop.rpc.v1.Hello")(
        versions=[VERSION],
        max_frame_bytes=limits.max_frame_bytes,
        max_message_bytes=limits.max_message_bytes,
        max_streams=limits.max_streams,
        stream_window_bytes=limits.stream_window_bytes,
        ping_interval_milliseconds=int(settings.ping_interval_seconds * 1000),
        compressors=settings.compressors,
        agent=settings.agent,
    )
    return PREFACE + encode(FrameType.HELLO, data=hello.SerializeToString())


def read_hello(data: bytes) -> Hello:
    """The peer's HELLO; numbers outside of what is usable are the nearest that is. Raises Violation."""
    try:
        hello = decode("ocop.rpc.v1.Hello", data)
    except ValueError as error:
        raise Violation(str(error)) from error
    if hello.versions and VERSION not in hello.versions:
        raise Violation(f"versions {list(hello.versions)[:8]}, this side speaks {VERSION}", Code.UNIMPLEMENTED)
    default = Limits()
    limits = Limits(
        max_frame_bytes=max(64, min(hello.max_frame_bytes or default.max_frame_bytes, 1048576)),
        max_message_bytes=min(hello.max_message_bytes or default.max_message_bytes, CREDIT_MAX),
        max_streams=hello.max_streams or default.max_streams,
        stream_window_bytes=min(hello.stream_window_bytes or default.stream_window_bytes, CREDIT_MAX),
    )
    return Hello(limits, tuple(hello.compressors), hello.agent)
