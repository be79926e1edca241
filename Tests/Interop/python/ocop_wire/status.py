"""Status codes (section 11), the error a call ends with, and the violation a connection ends with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from typing import Any

# Ordered; keys may repeat. A value is bytes where the key ends in "-bin".
Metadata = Sequence[tuple[str, str | bytes]]


class Code(IntEnum):
    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16

    @classmethod
    def read(cls, number: int) -> "Code":
        """A code from the wire; one that is not defined is UNKNOWN."""
        return cls(number) if number <= 16 else cls.UNKNOWN


class CloseFlag(IntFlag):
    NONE = 0
    NOT_PROCESSED = 1
    ORIGIN_PROXY = 2
    NO_RETRY = 4


@dataclass(frozen=True, slots=True)
class Status:
    """How a call ended. `details` are ocop.rpc.v1.ErrorDetail messages."""

    code: Code = Code.OK
    message: str = ""
    trailers: Metadata = ()
    details: Sequence[Any] = ()
    flags: CloseFlag = CloseFlag.NONE
    retry_after_milliseconds: int = 0

    def with_trailers(self, trailers: Metadata) -> "Status":
        return replace(self, trailers=tuple(trailers))


class RpcError(Exception):
    """A call that did not end with OK. A handler raises it to say how its call ends."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"{status.code.name}: {status.message}")
        self.status = status


def rpc_error(code: Code, message: str, flags: CloseFlag = CloseFlag.NONE) -> RpcError:
    return RpcError(Status(code, message, flags=flags))


class Violation(Exception):
    """The peer broke a rule: the connection ends with GOAWAY of this code (section 10)."""

    def __init__(self, reason: str, code: Code = Code.INTERNAL) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class PrefaceMismatch(Exception):
    """The peer speaks something else: the connection is closed and nothing is sent back."""
