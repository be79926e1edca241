"""Every block of proto/golden/frames.txt, read however it is cut, and written again byte for byte."""

import unittest
import zlib

from ocop_wire import frames
from ocop_wire.frames import CloseHead, Flag, Frame, FrameType, OpenFlag, Prelude, encode, read_u32
from ocop_wire.limits import PREFACE
from ocop_wire.messages import message_class
from ocop_wire.metadata import decode_close, decode_headers, decode_open
from ocop_wire.reader import FrameReader
from ocop_wire.rules import Role
from ocop_wire.status import CloseFlag, Code

from google.protobuf import text_format

from .corpus import FRAMES, SEED, Block, byte_by_byte, bytes_of, in_pieces


def read_block(block: Block, pieces: object = None) -> list[Frame]:
    receiver = Role.SERVER if block.value("direction") == "client-to-server" else Role.CLIENT
    reader = FrameReader(receiver, 65536, undoes_compression=True)
    read: list[Frame] = []
    if block.value("preface") == "no":
        list(reader.feed(PREFACE))
    for piece in pieces or [bytes_of(block)]:  # type: ignore[attr-defined]
        read += reader.feed(piece)
    return read


def fields_of(block: Block) -> list[dict[str, str]]:
    groups: list[dict[str, str]] = []
    for key, value in block.fields:
        if key == "frame":
            groups.append({})
        if groups:
            groups[-1][key] = value
    return groups


def flag_names(flags: int, names: type[Flag] | type[OpenFlag] | type[CloseFlag]) -> str:
    return "|".join(str(flag.name) for flag in names if flag and flags & flag) or "none"


class GoldenFrames(unittest.TestCase):
    def test_there_are_blocks_to_check(self) -> None:
        self.assertGreater(len(FRAMES), 30)

    def test_frames_say_what_their_text_says(self) -> None:
        for block in FRAMES:
            found = read_block(block)
            wanted = fields_of(block)
            self.assertEqual(len(found), len(wanted), block.where())
            for frame, fields in zip(found, wanted):
                with self.subTest(block=block.value("name")):
                    self.check(frame, fields)

    def test_frames_are_the_same_whole_and_byte_by_byte_and_in_pieces(self) -> None:
        for block in FRAMES:
            with self.subTest(block=block.value("name"), seed=SEED):
                whole = read_block(block)
                data = bytes_of(block)
                self.assertEqual(read_block(block, byte_by_byte(data)), whole)
                self.assertEqual(read_block(block, in_pieces(data, SEED)), whole)

    def test_all_blocks_of_one_direction_arrive_at_once(self) -> None:
        for direction in ("client-to-server", "server-to-client"):
            blocks = [block for block in FRAMES if block.value("direction") == direction]
            data = b"".join(bytes_of(block).removeprefix(PREFACE) for block in blocks)
            receiver = Role.SERVER if direction == "client-to-server" else Role.CLIENT
            reader = FrameReader(receiver, 65536, undoes_compression=True)
            together = list(reader.feed(PREFACE + data))
            self.assertEqual(together, [frame for block in blocks for frame in read_block(block)])

    def test_frames_are_written_byte_for_byte(self) -> None:
        for block in FRAMES:
            with self.subTest(block=block.value("name")):
                parts = [PREFACE] if block.value("preface") == "yes" else []
                for frame, fields in zip(read_block(block), fields_of(block)):
                    if frame.header.type >= 0x80:  # Skipped by the reader, body and all.
                        meta, data = bytes.fromhex(fields["meta_hex"]), bytes.fromhex(fields["data_hex"])
                    else:
                        meta, data = self.rewritten_meta(frame), frame.data
                    parts.append(encode(frame.header.type, frame.stream, frame.flags, meta, data))
                self.assertEqual(b"".join(parts).hex(), block.value("hex"))

    def rewritten_meta(self, frame: Frame) -> bytes:
        if frame.header.type == FrameType.OPEN:
            return Prelude.read(frame.meta).encoded() + frame.meta[Prelude.SIZE :]
        if frame.header.type == FrameType.CLOSE:
            return CloseHead.read(frame.meta).encoded() + frame.meta[CloseHead.SIZE :]
        return frame.meta

    def check(self, frame: Frame, fields: dict[str, str]) -> None:
        kind = frame.header.type
        name = FrameType(kind).name if kind < 0x80 else f"{kind:#04x}"
        self.assertEqual((name, str(frame.stream)), (fields["frame"], fields["stream"]))
        if kind < 0x80 and kind != FrameType.PING:
            self.assertEqual(flag_names(frame.flags, Flag), fields["flags"])
        if kind == FrameType.PING:
            self.assertEqual("ACK" if frame.flags & frames.ACK else "none", fields["flags"])
            self.assertEqual(frame.data.hex(), fields["opaque_hex"])
        if kind == FrameType.OPEN:
            self.check_open(frame, fields)
        if kind == FrameType.HEADERS:
            metadata = message_class("ocop.rpc.v1.HeadersMetadata")()
            text_format.Parse(fields["metadata_text"], metadata)
            self.assertEqual([key for key, _ in decode_headers(frame.meta)], [entry.key for entry in metadata.entries])
        if kind == FrameType.CLOSE:
            self.check_close(frame, fields)
        if kind == FrameType.CREDIT:
            self.assertEqual(str(read_u32(frame.data)), fields["increment"])
        data = frame.data
        if "total" in fields:
            self.assertEqual(str(read_u32(data)), fields["total"])
            data = data[4:]
        if (wanted := fields.get("message_hex", fields.get("fragment_hex"))) is not None:
            self.assertEqual(data.hex(), wanted)
        if "inflated_hex" in fields and "total" not in fields:
            self.assertEqual(zlib.decompress(data[4:]).hex(), fields["inflated_hex"])

    def check_open(self, frame: Frame, fields: dict[str, str]) -> None:
        prelude = Prelude.read(frame.meta)
        self.assertEqual(str(prelude.timeout_nanoseconds), fields["timeout_nanoseconds"])
        self.assertEqual(str(prelude.attempt), fields["attempt"])
        self.assertEqual(str(prelude.hops), fields["hops"])
        self.assertEqual(str(prelude.criticality), fields["criticality"])
        self.assertEqual(flag_names(prelude.flags, OpenFlag), fields["open_flags"])
        self.assertEqual(str(prelude.response_credit), fields["response_credit"])
        self.assertIn(f'method: "{decode_open(frame.meta[Prelude.SIZE :]).method}"', fields["metadata_text"])

    def check_close(self, frame: Frame, fields: dict[str, str]) -> None:
        status = decode_close(frame.meta)
        self.assertEqual(status.code, Code[fields["code"]])
        self.assertEqual(flag_names(status.flags, CloseFlag), fields["close_flags"])
        self.assertEqual(str(status.retry_after_milliseconds), fields["retry_after_milliseconds"])
        metadata = message_class("ocop.rpc.v1.CloseMetadata")()
        text_format.Parse(fields["metadata_text"], metadata)
        self.assertEqual(status.message, metadata.message)
        self.assertEqual(list(status.details), list(metadata.details))


if __name__ == "__main__":
    unittest.main()
