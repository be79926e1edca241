"""Numbers of PROTOCOL.md section 15, and what one side chooses for itself."""

from dataclasses import dataclass, field

PREFACE = bytes.fromhex("894f434f500d0a1a")
HEADER_BYTES = 12
META_BYTES_MAX = 8192
CREDIT_MAX = 2**31 - 1
STREAM_MAX = 2**32 - 1
COMPRESSOR = "zlib"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a side announces in its HELLO. The defaults hold for a peer until its HELLO has been read."""

    max_frame_bytes: int = 65536
    max_message_bytes: int = 4194304
    max_streams: int = 1024
    stream_window_bytes: int = 262144

    def __post_init__(self) -> None:
        assert 64 <= self.max_frame_bytes <= 1048576
        assert 1 <= self.max_message_bytes <= CREDIT_MAX
        assert 1 <= self.max_streams <= STREAM_MAX
        assert 1 <= self.stream_window_bytes <= CREDIT_MAX


@dataclass(frozen=True, slots=True)
class Settings:
    """One side's limits and habits. Times are in seconds."""

    limits: Limits = field(default_factory=Limits)
    # What is taken for granted of a peer until its HELLO: other than the default only among peers configured alike.
    assumed_peer: Limits = field(default_factory=Limits)
    agent: str = "ocop-interop-python/1"
    compressors: tuple[str, ...] = (COMPRESSOR,)
    # Streams a client opens before the server's HELLO has said how many it takes.
    streams_before_hello: int = 1
    # Credit a client gives each response stream.
    response_credit_bytes: int = 262144
    ping_interval_seconds: float = 30.0
    ping_timeout_seconds: float = 20.0
    handshake_seconds: float = 9.0
    # How long the last bytes of a connection (a GOAWAY) may take to be written before it is cut.
    closing_seconds: float = 2.0
    # Frames that wait for a peer that does not read them: PING answers, CREDIT, refusals.
    waiting_bytes_max: int = 1048576
    # Handlers that run at once on a server, those of cancelled calls included until they return; and its connections.
    handlers_max: int = 2048
    connections_max: int = 1024
    # PINGs, their answers and GOAWAYs that may come in a burst, and per second in the long run, before the connection
    # is ended; and streams that a client may cancel. Not below the protocol's defaults.
    pings_burst: int = 100
    pings_per_second: float = 10.0
    cancels_burst: int = 4096
    cancels_per_second: float = 1000.0

    @property
    def undoes_compression(self) -> bool:
        return COMPRESSOR in self.compressors
