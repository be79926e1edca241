"""Goal: the shell scripts have none of the mistakes that shellcheck knows. Method: shellcheck, on every script of the
repository; it is shown to find one."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from repository import ROOT

# Where scripts are; folders that builds made are none of them.
_FOLDERS = ("deploy", "proto", "Tests", ".ci")


def scripts() -> list[Path]:
    """Every shell script, by its first line."""
    found = []
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not path.suffix:
                with path.open("rb") as file:
                    if file.readline().rstrip() in (b"#!/bin/bash", b"#!/bin/sh"):
                        found.append(path)
    return found


def check(paths: list[Path]) -> str:
    """What shellcheck says, from warnings up."""
    return subprocess.run(
        ["shellcheck", "--external-sources", "--severity=warning", *paths], capture_output=True, text=True, cwd=ROOT
    ).stdout


class ShellTests(unittest.TestCase):
    def test_shellcheck_warns_of_nothing(self) -> None:
        paths = scripts()
        self.assertIn(ROOT / "deploy/release", paths)
        self.assertIn(ROOT / "deploy/debian/postinst", paths)
        self.assertEqual(check(paths), "")

    def test_a_mistake_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "script"
            script.write_text("#!/bin/bash\ncd \"$1\" && rm -rf $2/\nls $(cat list)\n", encoding="utf-8")
            self.assertIn("SC2046", check([script]))
