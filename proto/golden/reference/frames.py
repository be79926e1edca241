"""Frames as PROTOCOL.md section 3 to 5 lays them out: bytes to text fields, and text fields to bytes."""

import struct

PREFACE = bytes.fromhex("894f434f500d0a1a")
HEADER = struct.Struct(">IIBBH")
OPEN_PRELUDE = struct.Struct(">QBBBBI")
CLOSE_PRELUDE = struct.Struct(">BBHI")

TYPES = {
    "HELLO": 1,
    "OPEN": 2,
    "HEADERS": 3,
    "DATA": 4,
    "CLOSE": 5,
    "CANCEL": 6,
    "CREDIT": 7,
    "PING": 8,
    "GOAWAY": 9,
}
NAMES = {number: name for name, number in TYPES.items()}

END_STREAM, MORE, TOTAL, COMPRESSED, HAS_MESSAGE = 0x01, 0x02, 0x04, 0x08, 0x10
STREAM_FLAGS = {"END_STREAM": 1, "MORE": 2, "TOTAL": 4, "COMPRESSED": 8, "HAS_MESSAGE": 16}
FLAGS = {
    "HELLO": {},
    "OPEN": {name: STREAM_FLAGS[name] for name in ("END_STREAM", "COMPRESSED", "HAS_MESSAGE")},
    "HEADERS": {},
    "DATA": STREAM_FLAGS,
    "CLOSE": {name: STREAM_FLAGS[name] for name in ("COMPRESSED", "HAS_MESSAGE")},
    "CANCEL": {},
    "CREDIT": {},
    "PING": {"ACK": 1},
    "GOAWAY": {},
}
OPEN_FLAGS = {"IDEMPOTENT": 1, "ACCEPTS_COMPRESSED": 2}
CLOSE_FLAGS = {"NOT_PROCESSED": 1, "ORIGIN_PROXY": 2, "NO_RETRY": 4}
CODES = (
    "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED "
    "RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS "
    "UNAUTHENTICATED"
).split()
METADATA_TYPES = {
    "OPEN": "ocop.rpc.v1.OpenMetadata",
    "HEADERS": "ocop.rpc.v1.HeadersMetadata",
    "CLOSE": "ocop.rpc.v1.CloseMetadata",
}
DATA_TYPES = {"HELLO": "ocop.rpc.v1.Hello", "GOAWAY": "ocop.rpc.v1.GoAway"}


class Frame:
    def __init__(self, type_number, flags, stream, meta, data):
        self.type_number, self.flags, self.stream, self.meta, self.data = type_number, flags, stream, meta, data

    @property
    def name(self):
        return NAMES.get(self.type_number, f"{self.type_number:#04x}")

    def encoded(self):
        length = len(self.meta) + len(self.data)
        return HEADER.pack(length, self.stream, self.type_number, self.flags, len(self.meta)) + self.meta + self.data


def names_of(bits, table):
    if not bits:
        return "none"
    names = [name for name, bit in table.items() if bits & bit]
    left = bits & ~sum(table.values())
    return "|".join(names + ([f"{left:#04x}"] if left else []))


def bits_of(text, table):
    if text == "none":
        return 0
    return sum(table[name] if name in table else int(name, 0) for name in text.split("|"))


def split_frames(data):
    """Whole frames, one after the other, with nothing left over."""
    frames, at = [], 0
    while at < len(data):
        length, stream, type_number, flags, meta_length = HEADER.unpack_from(data, at)
        body = data[at + HEADER.size : at + HEADER.size + length]
        if len(body) != length or meta_length > length:
            raise ValueError(f"the frame at byte {at} is cut, or its meta_len exceeds its length")
        frames.append(Frame(type_number, flags, stream, body[:meta_length], body[meta_length:]))
        at += HEADER.size + length
    return frames


def fields_of(frame, messages):
    """What a frame says, as (key, value) lines."""
    name = frame.name
    flags = names_of(frame.flags, FLAGS.get(name, {}))
    fields = [("frame", name), ("stream", str(frame.stream)), ("flags", flags)]
    meta, data = frame.meta, frame.data
    if name == "OPEN":
        timeout, attempt, hops, criticality, open_flags, credit = OPEN_PRELUDE.unpack_from(meta)
        meta = meta[OPEN_PRELUDE.size :]
        fields += [
            ("timeout_nanoseconds", str(timeout)),
            ("attempt", str(attempt)),
            ("hops", str(hops)),
            ("criticality", str(criticality)),
            ("open_flags", names_of(open_flags, OPEN_FLAGS)),
            ("response_credit", str(credit)),
        ]
    if name == "CLOSE":
        code, close_flags, reserved, retry_after = CLOSE_PRELUDE.unpack_from(meta)
        if reserved:
            raise ValueError("the reserved bytes of a CLOSE are not zero")
        meta = meta[CLOSE_PRELUDE.size :]
        fields += [
            ("code", CODES[code]),
            ("close_flags", names_of(close_flags, CLOSE_FLAGS)),
            ("retry_after_milliseconds", str(retry_after)),
        ]
    if name in METADATA_TYPES:
        fields += [
            ("metadata_hex", meta.hex()),
            ("metadata_text", messages.to_text(METADATA_TYPES[name], meta)),
        ]
    elif meta:
        fields.append(("meta_hex", meta.hex()))
    return fields + data_fields_of(frame, data, messages)


def data_fields_of(frame, data, messages):
    name = frame.name
    if name in DATA_TYPES:
        return [("message_hex", data.hex()), ("message_text", messages.to_text(DATA_TYPES[name], data))]
    if name == "CREDIT":
        return [("increment", str(struct.unpack(">I", data)[0]))]
    if name == "PING":
        return [("opaque_hex", data.hex())]
    if name == "DATA" and frame.flags & TOTAL:
        return [("total", str(struct.unpack_from(">I", data)[0])), ("fragment_hex", data[4:].hex())]
    if name == "DATA" and frame.flags & HAS_MESSAGE:
        return [("fragment_hex", data.hex())]
    if name in ("OPEN", "CLOSE") and frame.flags & HAS_MESSAGE:
        return [("message_hex", data.hex())]
    return [("data_hex", data.hex())] if data else []


def frame_from(fields, messages):
    """The frame that (key, value) lines describe; hex of metadata and of protocol messages comes from their text."""
    get = dict(fields).get
    name = get("frame")
    type_number = TYPES[name] if name in TYPES else int(name, 0)
    meta, data = bytes.fromhex(get("meta_hex", "")), b""
    if name in METADATA_TYPES:
        meta = messages.to_bytes(METADATA_TYPES[name], get("metadata_text"))
    if name == "OPEN":
        meta = OPEN_PRELUDE.pack(
            int(get("timeout_nanoseconds")),
            int(get("attempt")),
            int(get("hops")),
            int(get("criticality")),
            bits_of(get("open_flags"), OPEN_FLAGS),
            int(get("response_credit")),
        ) + meta
    if name == "CLOSE":
        close_flags = bits_of(get("close_flags"), CLOSE_FLAGS)
        meta = CLOSE_PRELUDE.pack(CODES.index(get("code")), close_flags, 0, int(get("retry_after_milliseconds"))) + meta
    if name in DATA_TYPES:
        data = messages.to_bytes(DATA_TYPES[name], get("message_text"))
    elif name == "CREDIT":
        data = struct.pack(">I", int(get("increment")))
    else:
        if get("total") is not None:
            data = struct.pack(">I", int(get("total")))
        for key in ("message_hex", "fragment_hex", "opaque_hex", "data_hex"):
            data += bytes.fromhex(get(key, ""))
    return Frame(type_number, bits_of(get("flags"), FLAGS.get(name, {})), int(get("stream")), meta, data)
