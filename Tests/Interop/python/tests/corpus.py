"""The golden files as test data, and the ways bytes may arrive in."""

import random
import sys
from collections.abc import Iterator

from ocop_wire.messages import GOLDEN

sys.path.append(str(GOLDEN))
from reference.blocks import Block as Block  # noqa: E402
from reference.blocks import read_blocks  # noqa: E402

FRAMES: list[Block] = read_blocks(str(GOLDEN / "frames.txt"))
CONNECTIONS: list[Block] = read_blocks(str(GOLDEN / "negative" / "connections.txt"))
MESSAGES: list[Block] = read_blocks(str(GOLDEN / "negative" / "messages.txt"))


def bytes_of(block: Block) -> bytes:
    return bytes.fromhex(block.value("hex"))


def byte_by_byte(data: bytes) -> Iterator[bytes]:
    return (data[index : index + 1] for index in range(len(data)))


def in_pieces(data: bytes, seed: int) -> Iterator[bytes]:
    """Pieces of random sizes, also of none. The seed is in the name of the failing subtest."""
    generator = random.Random(seed)
    at = 0
    while at < len(data):
        size = generator.choice((0, 1, 2, 7, 11, 12, 13, 64, 1000))
        yield data[at : at + size]
        at += size


# The seed of this run, for what is drawn at random: print it with a failure.
SEED = random.SystemRandom().randrange(2**32)
