"""The shim on a small program of its own, and the power cut."""

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from faults.shim import Shim, Tampering, UndoRecord, read_undo, undo

from . import SEED

# Writes 100 bytes at a time, syncs after every second, and prints what came of each; ends without a last sync.
_PROGRAM = """
import os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for number in range(5):
    actions = [lambda: os.pwrite(file, bytes([number + 65]) * 100, number * 100), lambda: os.fdatasync(file)]
    for action in actions[: 1 + number % 2]:
        try:
            print(action())
        except OSError as error:
            print(error.errno)
"""

# Another process: writes all of the file over itself, and syncs it.
_REWRITE = """
import os, sys
file = os.open(sys.argv[1], os.O_RDWR)
begin, count = 0, 500
os.pwrite(file, os.pread(file, count, begin), begin)
os.fdatasync(file)
"""


@unittest.skipIf(shutil.which("gcc") is None, "gcc is not installed")
class ShimTest(unittest.TestCase):
    library: tempfile.TemporaryDirectory[str]
    environment: dict[str, str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.library = tempfile.TemporaryDirectory()
        asyncio.run(Shim.build(Path(cls.library.name)))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.library.cleanup()

    def run_program(self, folder: Path, tampering: Tampering) -> tuple[list[str], Shim, Any]:
        daemon: Any = SimpleNamespace(database=folder / "x.db")
        shim = Shim(folder, Path(self.library.name) / "shim.so")
        self.environment = shim.environment(daemon, tampering)
        environment = {**os.environ, **self.environment}
        output = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(daemon.database)], env=environment, capture_output=True, check=True
        )
        return output.stdout.decode().split(), shim, daemon

    def test_errors_strike_where_they_were_asked_for(self) -> None:
        cases = {
            Tampering("EIO", 3): ["100", "100", "5", "100", "100", "None", "100"],
            Tampering("ENOSPC", 1, 2): ["28", "28", "None", "100", "100", "None", "100"],
            Tampering("SHORT", 2, 2): ["100", "50", "28", "100", "100", "None", "100"],
            Tampering("EIO", 1, target="wal"): ["100", "100", "None", "100", "100", "None", "100"],
        }
        for tampering, expected in cases.items():
            with self.subTest(str(tampering)), tempfile.TemporaryDirectory() as folder:
                output, shim, _ = self.run_program(Path(folder), tampering)
                self.assertEqual(output, expected)
                self.assertEqual(len(shim.report()), 0 if tampering.target == "wal" else tampering.count)

    def test_a_power_cut_takes_back_what_was_not_synced(self) -> None:
        cases = {
            Tampering(): 400,
            Tampering(sync="slow"): 400,
            Tampering(sync="none"): 0,
            Tampering("EIO", 6): 200,
            # What a failed sync has lost, the one after it does not bring back.
            Tampering("EIO", 3): 0,
        }
        for tampering, left in cases.items():
            with self.subTest(str(tampering)), tempfile.TemporaryDirectory() as folder:
                _, shim, daemon = self.run_program(Path(folder), tampering)
                shim.cut_power(daemon)
                expected = b"".join(bytes([letter + 65]) * 100 for letter in range(5))[:left]
                self.assertEqual(daemon.database.read_bytes(), expected)

    def test_what_a_failed_sync_has_lost_is_saved_by_writing_it_anew(self) -> None:
        part = _REWRITE.replace("begin, count = 0, 500", "begin, count = 100, 400")
        for program, left in ((_REWRITE, 500), (part, 0)):
            with self.subTest(left), tempfile.TemporaryDirectory() as folder:
                _, shim, daemon = self.run_program(Path(folder), Tampering("EIO", 3))
                environment = {**os.environ, **self.environment, "OCOP_SHIM_AT": "0"}
                command = [sys.executable, "-c", program, str(daemon.database)]
                subprocess.run(command, env=environment, capture_output=True, check=True)
                shim.cut_power(daemon)
                self.assertEqual(len(daemon.database.read_bytes()), left)

    def test_a_lying_write_is_not_done(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            output, _, daemon = self.run_program(Path(folder), Tampering("LIE", 1))
            self.assertEqual(output[0], "100")
            self.assertEqual(daemon.database.read_bytes()[:100], bytes(100))


class Undoing(unittest.TestCase):
    def test_any_suffix_of_random_writes_can_be_taken_back(self) -> None:
        generator = random.Random(SEED)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(b"")
            states = [b""]
            records: list[UndoRecord] = []
            for _ in range(40):
                state = states[-1]
                offset, data = generator.randint(0, 300), generator.randbytes(generator.randint(1, 100))
                records.append(UndoRecord(offset, len(state), state[offset : offset + len(data)]))
                padded = state.ljust(offset, b"\0")
                states.append(padded[:offset] + data + padded[offset + len(data) :])
            for kept in range(len(states)):
                path.write_bytes(states[-1])
                undo(path, records[kept:])
                self.assertEqual(path.read_bytes(), states[kept], f"seed {SEED}, {kept} writes kept")

    def test_a_record_that_was_cut_off_is_left_out(self) -> None:
        whole = (5).to_bytes(8, "little") + (9).to_bytes(8, "little") + (2).to_bytes(8, "little") + b"ab"
        if sys.byteorder == "little":
            self.assertEqual(read_undo(whole + whole[:-1]), [UndoRecord(5, 9, b"ab")])
