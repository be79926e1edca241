"""Golden connections with random damage: this state machine and the reference codec beside the golden files agree.

Neither shares code with the other. The seed is printed with a difference; OCOP_SEED repeats a run.
"""

import os
import random
import unittest

from ocop_wire.limits import PREFACE
from ocop_wire.messages import message_class

from .corpus import CONNECTIONS, SEED, Block, bytes_of
from .judge import Judge, Verdict

from reference import connection as reference  # noqa: E402  (found beside the golden files, see corpus)

ROUNDS = 4000


class _Messages:
    """What the reference codec asks of protobuf."""

    def new(self, name: str) -> object:
        return message_class(name)()

    def is_valid(self, name: str, data: bytes) -> bool:
        from ocop_wire.messages import decode

        try:
            decode(name, data)
            return True
        except ValueError:
            return False


def damaged(data: bytes, generator: random.Random) -> bytes:
    """Some bytes changed, some cut out, some repeated; the preface mostly left alone."""
    out = bytearray(data)
    start = min(len(PREFACE), len(out)) if generator.random() < 0.95 else 0
    for _ in range(generator.randrange(1, 4)):
        if len(out) <= start:
            break
        at = generator.randrange(start, len(out))
        kind = generator.randrange(4)
        if kind == 0:
            out[at] ^= 1 << generator.randrange(8)
        elif kind == 1:
            out[at] = generator.choice((0, 1, 2, 8, 16, 24, 127, 128, 255))
        elif kind == 2:
            del out[at : at + generator.randrange(1, 16)]
        else:
            out[at:at] = out[at : at + generator.choice((1, 4, 12, 16, 28))]
    return bytes(out)


def verdict_of_reference(block: Block, data: bytes) -> Verdict:
    opened = [int(part) for part in block.value("opened", "none").split() if part != "none"]
    credit, compressors = int(block.value("credit", "262144")), block.value("compressors", "none").split()
    receiver = reference.Receiver(block.value("receiver"), opened, _Messages(), credit, compressors)
    found = reference.judge(data, receiver)
    return Verdict(found["verdict"], found.get("code"), found.get("stream"), found.get("close_flags"))


class RandomConnections(unittest.TestCase):
    def test_two_independent_judges_agree_on_damaged_connections(self) -> None:
        seed = int(os.environ.get("OCOP_SEED", SEED))
        generator = random.Random(seed)
        blocks = [block for block in CONNECTIONS if 20 < len(bytes_of(block)) < 600]
        kinds: dict[str, int] = {}
        for number in range(ROUNDS):
            block = generator.choice(blocks)
            data = damaged(bytes_of(block), generator)
            judge = Judge(block)
            # The first verdict counts: it is what the reference gives.
            for index in range(len(data)):
                judge.feed(data[index : index + 1])
                if judge.verdict.kind != "accepted":
                    break
            with self.subTest(seed=seed, round=number, block=block.value("name"), data=data.hex()):
                self.assertEqual(judge.verdict, verdict_of_reference(block, data))
            kinds[judge.verdict.kind] = kinds.get(judge.verdict.kind, 0) + 1
        # Damage that always has the same effect would prove nothing.
        self.assertGreater(min(kinds.get(kind, 0) for kind in ("accepted", "goaway", "stream-error")), ROUNDS // 50)


if __name__ == "__main__":
    unittest.main()
