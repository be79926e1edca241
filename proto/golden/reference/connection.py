"""What a receiver makes of the bytes of a connection: sections 1 to 10 and 12 of PROTOCOL.md as a state machine.

Limits are the defaults. The application is one that takes every message at once (all its credit is given back) and
never ends a stream by itself.
"""

import re
import struct
import zlib

from . import frames
from .frames import COMPRESSED, END_STREAM, HAS_MESSAGE, MORE, TOTAL

MAX_FRAME, MAX_META, MAX_MESSAGE = 65536, 8192, 4194304
WINDOW, MAX_STREAMS, MAX_CREDIT = 262144, 1024, 2**31 - 1

CONNECTION_TYPES = ("HELLO", "PING", "GOAWAY")
FROM_CLIENT, FROM_SERVER = ("OPEN",), ("HEADERS", "CLOSE")
NO_META = ("HELLO", "DATA", "CREDIT", "PING", "GOAWAY")

KEY = re.compile(r"[a-z0-9._-]{1,128}")
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")


class Verdict(Exception):
    def __init__(self, verdict, because, **keys):
        super().__init__(because)
        self.keys = {"verdict": verdict, **keys}
        self.because = because


def violation(because, code="INTERNAL"):
    return Verdict("goaway", because, code=code)


def header_problem(header, receiver, max_frame, undoes_compression):
    """(code, reason) when the header alone breaks a rule, else None."""
    length, stream, type_number, flags, meta_length = header
    name = frames.NAMES.get(type_number)
    if length > max_frame:
        return "RESOURCE_EXHAUSTED", f"a frame of {length} bytes"
    if meta_length > min(MAX_META, length):
        return "INTERNAL", f"meta_len {meta_length} in a frame of {length}"
    if name is None and type_number & 0x80:
        return None
    if name is None:
        return "INTERNAL", f"unknown type {type_number}"
    if flags & ~sum(frames.FLAGS[name].values()):
        return "INTERNAL", f"flags {flags:#04x} on {name}"
    if flags & COMPRESSED and not undoes_compression:
        return "INTERNAL", "COMPRESSED, which was not announced"
    if (stream == 0) != (name in CONNECTION_TYPES) or (stream and stream % 2 == 0):
        return "INTERNAL", f"{name} on stream {stream}"
    if name in (FROM_SERVER if receiver == "server" else FROM_CLIENT):
        return "INTERNAL", f"{name} received by a {receiver}"
    reason = shape_problem(name, flags, length, meta_length, receiver)
    return ("INTERNAL", reason) if reason else None


def shape_problem(name, flags, length, meta_length, receiver):
    data_length = length - meta_length
    fixed = {"OPEN": 16, "CLOSE": 8}.get(name, 0)
    if meta_length < fixed:
        return f"{name} with {meta_length} bytes of meta"
    if name in NO_META and meta_length:
        return f"{name} with meta"
    if name in ("OPEN", "CLOSE", "DATA") and not flags & HAS_MESSAGE and (data_length or flags & COMPRESSED):
        return f"{name} with data or COMPRESSED but without HAS_MESSAGE"
    exact = {"HEADERS": 0, "CANCEL": 0, "CREDIT": 4, "PING": 8}.get(name)
    if exact is not None and (data_length != exact or name == "CANCEL" and length):
        return f"{name} with {data_length} bytes of data"
    if name != "DATA":
        return None
    if flags & END_STREAM and receiver == "client":
        return "END_STREAM from a server"
    if not flags & HAS_MESSAGE:
        return None if flags == END_STREAM else "DATA that carries nothing"
    if flags & COMPRESSED and flags & MORE and not flags & TOTAL:
        return "COMPRESSED on a fragment that is not the first"
    if flags & MORE and flags & END_STREAM or flags & TOTAL and not flags & MORE:
        return "a combination of flags without meaning"
    if data_length < (5 if flags & TOTAL else 1 if flags & MORE else 0):
        return "an empty fragment"
    return None


def metadata_problem(entries):
    """Why entries break section 12, else None."""
    for entry in entries:
        is_binary = entry.key.endswith("-bin")
        if not KEY.fullmatch(entry.key):
            return f"the key {entry.key!r}"
        if is_binary and entry.value or not is_binary and entry.binary_value:
            return f"the value of {entry.key!r} is in the wrong field"
        if CONTROL_CHARACTER.search(entry.value):
            return f"the value of {entry.key!r} holds a control character"
    return None


def compression_problem(data):
    """(code at a server, code at a client, reason) when the bytes of a compressed message are not one, else None."""
    size = int.from_bytes(data[:4], "big")
    if len(data) >= 4 and size > MAX_MESSAGE:
        return "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", f"inflated size {size}"
    inflater = zlib.decompressobj()
    try:
        # One byte more than announced: enough to see that there is more, too little for a bomb.
        inflated = inflater.decompress(data[4:], size + 1)
    except zlib.error as error:
        return "INVALID_ARGUMENT", "INTERNAL", str(error)
    if len(data) < 4 or len(inflated) != size or not inflater.eof or inflater.unused_data:
        return "INVALID_ARGUMENT", "INTERNAL", f"{len(inflated)} bytes inflated of {size}, or bytes behind them"
    return None


class Stream:
    def __init__(self, send_credit, receive_credit, is_half_closed=False):
        self.send_credit = send_credit  # What the judged side may send.
        self.receive_credit = receive_credit
        self.is_half_closed = is_half_closed
        self.message_left = None  # Bytes missing of the message being received.
        self.compressed = None  # Bytes of the compressed message being received.
        self.has_headers = False
        self.has_data = False


class Receiver:
    def __init__(self, role, opened, messages, credit=WINDOW, compressors=()):
        self.role, self.messages, self.credit = role, messages, credit
        self.undoes_compression = "zlib" in compressors
        self.has_hello = False
        self.streams = {number: Stream(WINDOW, credit) for number in opened}
        self.highest = max(opened, default=0)
        self.stream_errors = []

    def receive(self, frame):
        if not self.has_hello and frame.name != "HELLO":
            raise violation("the first frame is not HELLO")
        handler = getattr(self, "on_" + frame.name.lower(), None)
        if handler is None:
            return
        if frame.name in CONNECTION_TYPES or frame.name == "OPEN":
            handler(frame)
            return
        self.check_alone(frame)
        stream = self.streams.get(frame.stream)
        if stream is not None:
            handler(frame, stream)
        elif frame.stream > self.highest and frame.name != "CANCEL":
            raise violation(f"{frame.name} for stream {frame.stream}, which was never opened")

    @staticmethod
    def check_alone(frame):
        """What is wrong in itself, whatever the state of the stream."""
        if frame.name == "CREDIT" and not 1 <= struct.unpack(">I", frame.data)[0] <= MAX_CREDIT:
            raise violation("CREDIT of 0, or of more than can be")
        if frame.name == "CLOSE" and frame.meta[0] and frame.flags & HAS_MESSAGE:
            raise violation("a message in a CLOSE that is not OK")

    def on_hello(self, frame):
        if self.has_hello:
            raise violation("a second HELLO")
        if not self.messages.is_valid("ocop.rpc.v1.Hello", frame.data):
            raise violation("a HELLO that does not decode")
        hello = self.messages.new("ocop.rpc.v1.Hello")
        hello.ParseFromString(frame.data)
        if hello.versions and 1 not in hello.versions:
            raise violation("no common version", "UNIMPLEMENTED")
        self.has_hello = True

    def on_goaway(self, frame):
        if not self.messages.is_valid("ocop.rpc.v1.GoAway", frame.data):
            raise violation("a GOAWAY that does not decode")

    def on_open(self, frame):
        if frame.stream <= self.highest:
            raise violation(f"OPEN of stream {frame.stream} after {self.highest}")
        self.highest = frame.stream
        credit = frames.OPEN_PRELUDE.unpack_from(frame.meta)[5]
        if credit > MAX_CREDIT:
            raise violation(f"response_credit {credit}")
        if len(self.streams) == MAX_STREAMS:
            self.refuse(frame.stream, "RESOURCE_EXHAUSTED", "too many streams", "NOT_PROCESSED")
        elif problem := self.metadata_problem("OpenMetadata", frame.meta[16:]):
            self.refuse(frame.stream, "INVALID_ARGUMENT", problem)
        else:
            stream = self.streams[frame.stream] = Stream(credit, self.credit, bool(frame.flags & END_STREAM))
            self.on_message_bytes(frame, stream, frame.data)

    def metadata_problem(self, type_name, encoded):
        if not self.messages.is_valid("ocop.rpc.v1." + type_name, encoded):
            return "metadata that does not decode"
        message = self.messages.new("ocop.rpc.v1." + type_name)
        message.ParseFromString(encoded)
        return metadata_problem(message.entries)

    def refuse(self, number, code, because, close_flags="none"):
        self.streams.pop(number, None)
        keys = {"code": code, "stream": str(number)}
        if self.role == "server":
            keys["close_flags"] = close_flags
        self.stream_errors.append(Verdict("stream-error", because, **keys))

    def on_headers(self, frame, stream):
        if stream.has_headers or stream.has_data:
            raise violation("HEADERS twice or after DATA")
        stream.has_headers = True
        if problem := self.metadata_problem("HeadersMetadata", frame.meta):
            self.refuse(frame.stream, "INTERNAL", problem)

    def on_data(self, frame, stream):
        if stream.is_half_closed:
            raise violation("DATA after END_STREAM")
        stream.has_data = True
        data = frame.data
        if frame.flags & COMPRESSED and stream.message_left is not None:
            raise violation("COMPRESSED in the middle of a message")
        if frame.flags & TOTAL:
            if stream.message_left is not None:
                raise violation("TOTAL in the middle of a message")
            stream.message_left = struct.unpack_from(">I", data)[0]
            data = data[4:]
            if stream.message_left > MAX_MESSAGE:
                self.refuse(frame.stream, "RESOURCE_EXHAUSTED", "a message above max_message")
                return
        elif frame.flags & MORE and stream.message_left is None:
            raise violation("a fragment of no message")
        if len(data) > stream.receive_credit:
            raise violation("more than the credit", "RESOURCE_EXHAUSTED")
        self.on_fragment(frame, stream, len(data))
        if frame.flags & END_STREAM:
            stream.is_half_closed = True
        self.on_message_bytes(frame, stream, data)

    def on_fragment(self, frame, stream, size):
        """The application takes everything at once, so the credit never shrinks for good."""
        if stream.message_left is None:
            return
        if not frame.flags & HAS_MESSAGE:
            raise violation("the end of the stream in the middle of a message")
        is_last = not frame.flags & MORE
        if size > stream.message_left or size == 0 or is_last != (size == stream.message_left):
            raise violation("fragments that do not add up to TOTAL")
        stream.message_left = None if is_last else stream.message_left - size

    def on_message_bytes(self, frame, stream, data):
        """Collects a compressed message, and inflates it when it is complete."""
        if frame.flags & COMPRESSED:
            stream.compressed = b""
        if stream.compressed is None:
            return
        stream.compressed += data
        if frame.flags & MORE:
            return
        problem, stream.compressed = compression_problem(stream.compressed), None
        if problem:
            self.refuse(frame.stream, problem[self.role == "client"], problem[2])

    def on_close(self, frame, stream):
        if frame.meta[0] == 0 and stream.message_left is not None:
            raise violation("CLOSE OK in the middle of a message")
        del self.streams[frame.stream]
        problem = compression_problem(frame.data) if frame.flags & COMPRESSED else None
        if problem:
            self.stream_errors.append(Verdict("call-fails", problem[2], code=problem[1], stream=str(frame.stream)))

    def on_cancel(self, frame, stream):
        del self.streams[frame.stream]

    def on_credit(self, frame, stream):
        increment = struct.unpack(">I", frame.data)[0]
        stream.send_credit += increment
        if stream.send_credit > MAX_CREDIT:
            raise violation(f"CREDIT of {increment} to {stream.send_credit}")


def judge(data, receiver):
    """Keys of the verdict, `decided_after` and `because`. The first verdict counts; a stream error does not end it."""
    at = 0
    decided_after = 0
    try:
        for index, byte in enumerate(frames.PREFACE):
            decided_after = index + 1
            if index < len(data) and data[index] != byte:
                raise Verdict("close-silently", "not the preface")
        at = len(frames.PREFACE)
        while len(data) - at >= frames.HEADER.size:
            decided_after = at + frames.HEADER.size
            header = frames.HEADER.unpack_from(data, at)
            problem = header_problem(header, receiver.role, MAX_FRAME, receiver.undoes_compression)
            if problem:
                raise violation(problem[1], problem[0])
            decided_after += header[0]
            if decided_after > len(data):
                break
            body, meta_length = data[at + frames.HEADER.size : decided_after], header[4]
            at = decided_after
            receiver.receive(frames.Frame(header[2], header[3], header[1], body[:meta_length], body[meta_length:]))
            if receiver.stream_errors:
                raise receiver.stream_errors[0]
    except Verdict as verdict:
        return {**verdict.keys, "decided_after": str(decided_after), "because": verdict.because}
    return {"verdict": "accepted", "because": "no rule is broken"}
