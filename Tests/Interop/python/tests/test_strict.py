"""Every message of proto/golden/negative/messages.txt gets its verdict, at the byte and field where it is due."""

import re
import unittest
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool

from ocop_wire.messages import message_class
from ocop_wire.strict import Refused, check_message

from .corpus import MESSAGES, Block

# The two types that only the corpus uses: README.md of the golden files lays them down.
_SCALARS = (
    "INT32 SINT32 SFIXED32 INT64 SINT64 SFIXED64 UINT32 FIXED32 UINT64 FIXED64 FLOAT DOUBLE BOOL ENUM STRING BYTES "
    "MESSAGE"
).split()


def _corpus_types() -> descriptor_pool.DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(name="corpus.proto", package="test", syntax="proto3")
    kind = descriptor_pb2.FieldDescriptorProto
    file.enum_type.add(name="Choice").value.add(name="CHOICE_NONE", number=0)
    node = file.message_type.add(name="Node")
    one, many = kind.LABEL_OPTIONAL, kind.LABEL_REPEATED
    node.field.add(name="child", number=1, label=one, type=kind.TYPE_MESSAGE, type_name=".test.Node")
    node.field.add(name="children", number=2, label=many, type=kind.TYPE_MESSAGE, type_name=".test.Node")
    node.field.add(name="value", number=3, label=one, type=kind.TYPE_UINT32)
    node.field.add(name="text", number=4, label=one, type=kind.TYPE_STRING)
    everything = file.message_type.add(name="Everything")
    for first, label in ((1, one), (21, many)):
        for offset, scalar in enumerate(_SCALARS):
            number = first + offset
            name = {"ENUM": ".test.Choice", "MESSAGE": ".test.Node"}.get(scalar)
            field = everything.field.add(name=f"f{number}", number=number, label=label)
            field.type = kind.Type.Value(f"TYPE_{scalar}")
            if name is not None:
                field.type_name = name
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool


def _varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


class _Expression:
    """Hex digits and spaces, `N*( … )`, `len( … )`, `nest(N, HEX)( … )`."""

    _TOKEN = re.compile(r"\s*(?:(\d+)\*\(|(len)\(|nest\((\d+),\s*([0-9a-f]+)\)\(|([0-9a-f]{2})|(\)))")

    def __init__(self, text: str) -> None:
        self._text, self._at = text.rstrip(), 0

    def value(self) -> bytes:
        out = bytearray()
        while self._at < len(self._text):
            match = self._TOKEN.match(self._text, self._at)
            if match is None:
                raise ValueError(f"{self._text[self._at :]!r} is no expression")
            self._at = match.end()
            copies, length, depth, tag, byte, end = match.groups()
            if end:
                break
            if byte:
                out += bytes.fromhex(byte)
            elif copies:
                out += self.value() * int(copies)
            elif length:
                inner = self.value()
                out += _varint(len(inner)) + inner
            else:
                inner = self.value()
                for _ in range(int(depth)):
                    inner = bytes.fromhex(tag) + _varint(len(inner)) + inner
                out += inner
        return bytes(out)


class NegativeMessages(unittest.TestCase):
    pool = _corpus_types()

    def descriptor(self, block: Block) -> Any:
        name = block.value("type")
        return self.pool.FindMessageTypeByName(name) if name.startswith("test.") else message_class(name).DESCRIPTOR

    def test_there_are_messages_to_judge(self) -> None:
        self.assertGreater(len(MESSAGES), 90)

    def test_every_message_gets_its_verdict(self) -> None:
        for block in MESSAGES:
            with self.subTest(block=block.value("name")):
                data = _Expression(block.value("bytes", " ")).value()
                try:
                    check_message(self.descriptor(block), data)
                except Refused as refused:
                    self.assertEqual(refused.reason, block.value("verdict"))
                    if block.value("offset") != "any":
                        self.assertEqual(str(refused.offset), block.value("offset"))
                        self.assertEqual(str(refused.field), block.value("field"))
                else:
                    self.assertEqual(block.value("verdict"), "accepted")


if __name__ == "__main__":
    unittest.main()
