"""What a decoder must refuse before it decodes (section 13), checked against a message's descriptor.

The official runtime takes much of this silently: a second singular submessage, a wire type that is not the field's,
groups, U+0000 in strings. Memory is bounded by counting what costs most per byte: submessages and unknown fields.
"""

from typing import Any

from google.protobuf.descriptor import FieldDescriptor

DEPTH_MAX = 32
# A submessage, and an unknown field, takes memory out of proportion to its bytes. The rule is 32 bytes of memory per
# byte and 64 KiB; with what the Python runtime needs for one of either that comes to this.
_COST_BYTES = 100
_BUDGET_BYTES = 65536
_BUDGET_PER_BYTE = 32

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_WIRE_TYPES = {
    FieldDescriptor.TYPE_DOUBLE: _FIXED64,
    FieldDescriptor.TYPE_FIXED64: _FIXED64,
    FieldDescriptor.TYPE_SFIXED64: _FIXED64,
    FieldDescriptor.TYPE_FLOAT: _FIXED32,
    FieldDescriptor.TYPE_FIXED32: _FIXED32,
    FieldDescriptor.TYPE_SFIXED32: _FIXED32,
    FieldDescriptor.TYPE_STRING: _LENGTH,
    FieldDescriptor.TYPE_BYTES: _LENGTH,
    FieldDescriptor.TYPE_MESSAGE: _LENGTH,
}


class Refused(Exception):
    """Bytes that a decoder must not take: why (in the words of golden/negative/messages.txt) and where."""

    def __init__(self, reason: str, offset: int, field: int) -> None:
        super().__init__(f"{reason} at byte {offset}, field {field}")
        self.reason, self.offset, self.field = reason, offset, field


def check_message(descriptor: Any, data: bytes) -> None:
    """Raises Refused when `data` may not be decoded as the message that `descriptor` describes."""
    _Check(data).message(descriptor, 0, len(data), 1)


class _Check:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._budget = _BUDGET_PER_BYTE * len(data) + _BUDGET_BYTES

    def message(self, descriptor: Any, at: int, end: int, depth: int) -> None:
        fields = descriptor.fields_by_number
        seen: set[int] = set()
        while at < end:
            tag_at = at
            tag, at = self._varint(at, end, tag_at, 0, bits=32)
            number, wire_type = tag >> 3, tag & 7
            if number == 0:
                raise Refused("field_number_zero", tag_at, 0)
            field = fields.get(number)
            value_at, at = self._value(wire_type, at, end, tag_at, number)
            if field is None:
                self._spend(_COST_BYTES)
            elif wire_type == _LENGTH and _is_packed(field):
                if not self._is_packed_well(field, value_at, at):
                    raise Refused("bad_packed", tag_at, number)
            elif wire_type != _wire_type(field):
                raise Refused("wire_type_mismatch", tag_at, number)
            elif field.type == FieldDescriptor.TYPE_STRING:
                self._string(value_at, at, number)
            elif field.type == FieldDescriptor.TYPE_MESSAGE:
                if number in seen and field.label != FieldDescriptor.LABEL_REPEATED:
                    raise Refused("repeated_submessage", tag_at, number)
                seen.add(number)
                if depth == DEPTH_MAX:
                    raise Refused("too_deep", tag_at, number)
                self._spend(_COST_BYTES)
                self.message(field.message_type, value_at, at, depth + 1)

    def _spend(self, cost: int) -> None:
        self._budget -= cost
        if self._budget < 0:
            raise Refused("over_budget", 0, 0)

    def _varint(self, at: int, end: int, tag_at: int, number: int, bits: int = 64) -> tuple[int, int]:
        """The value and where it ends. Tags and lengths have 32 bits, in at most five bytes."""
        value = 0
        for index in range(-(-bits // 7)):
            if at + index >= end:
                raise Refused("truncated", tag_at, number)
            byte = self._data[at + index]
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if value >> bits:
                    break
                return value, at + index + 1
        raise Refused("varint_too_long", tag_at, number)

    def _value(self, wire_type: int, at: int, end: int, tag_at: int, number: int) -> tuple[int, int]:
        """Where a field's value starts (behind its length, when it has one), and where it ends."""
        if wire_type == _VARINT:
            return at, self._varint(at, end, tag_at, number)[1]
        if wire_type == _LENGTH:
            length, at = self._varint(at, end, tag_at, number, bits=32)
            if length > end - at:
                raise Refused("length_beyond_end", tag_at, number)
        elif wire_type in (_FIXED64, _FIXED32):
            length = 8 if wire_type == _FIXED64 else 4
        else:
            raise Refused("wire_type_unsupported", tag_at, number)
        if length > end - at:
            raise Refused("truncated", tag_at, number)
        return at, at + length

    def _is_packed_well(self, field: Any, at: int, end: int) -> bool:
        width = {_FIXED64: 8, _FIXED32: 4}.get(_wire_type(field))
        if width is not None:
            return (end - at) % width == 0
        if field.type == FieldDescriptor.TYPE_BOOL:
            return all(byte <= 1 for byte in self._data[at:end])
        try:
            while at < end:
                at = self._varint(at, end, 0, 0)[1]
        except Refused:
            return False
        return True

    def _string(self, at: int, end: int, number: int) -> None:
        value = self._data[at:end]
        try:
            value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("invalid_utf8", at + error.start, number) from None
        if b"\0" in value:
            raise Refused("nul_in_string", at + value.index(b"\0"), number)


def _wire_type(field: Any) -> int:
    return _WIRE_TYPES.get(field.type, _VARINT)


def _is_packed(field: Any) -> bool:
    return bool(field.label == FieldDescriptor.LABEL_REPEATED and _wire_type(field) != _LENGTH)
