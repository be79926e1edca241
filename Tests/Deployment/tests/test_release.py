"""Goal: the bill of materials is one, and names what is in the programs. Method: made anew for the programs of the last
build, or taken from a release, and judged by CycloneDX' own schema; the judge is shown to find a planted fault."""

import hashlib
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from repository import DEPLOY, ROOT, SERVICES

BINARIES = Path(os.environ.get("OCOP_BINARIES", ROOT / ".build/debug"))
RELEASE = os.environ.get("OCOP_RELEASE")
PROGRAMS = [*(f"ocop-{service}" for service in SERVICES), "ocop", "ocop-load"]


def problem(text: str) -> str | None:
    """What CycloneDX' schema says against a bill of materials."""
    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    return None if error is None else str(error.data)


class BillOfMaterialsTests(unittest.TestCase):
    text: str
    bill: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "bill.json"
            command = [DEPLOY / "bill-of-materials", "--version", "0.0.0", "--scratch", ROOT / ".build"]
            command += ["--output", output, *(BINARIES / name for name in PROGRAMS)]
            subprocess.run(command, check=True)
            cls.text = output.read_text(encoding="utf-8")
        cls.bill = json.loads(cls.text)

    def test_it_is_a_bill_of_materials(self) -> None:
        self.assertIsNone(problem(self.text))

    def test_a_field_that_does_not_belong_is_found(self) -> None:
        self.assertIn("colour", problem(json.dumps(self.bill | {"colour": "blue"})) or "")

    def test_every_dependency_of_the_package_is_in_it_with_version_and_licence(self) -> None:
        pins = json.loads((ROOT / "Package.resolved").read_text(encoding="utf-8"))["pins"]
        listed = {each["name"]: each for each in self.bill["components"]}
        # A build with TLS has pinned more than a build without it has fetched.
        fetched = [pin for pin in pins if (ROOT / ".build/checkouts" / pin["identity"]).is_dir()]
        self.assertGreater(len(fetched), 5)
        for pin in fetched:
            component = listed[pin["identity"]]
            self.assertEqual(component["version"], pin["state"]["version"])
            self.assertEqual(component["licenses"][0]["license"]["id"], "Apache-2.0", pin["identity"])

    def test_the_libraries_of_the_system_are_in_it_with_their_packages(self) -> None:
        addresses = [each.get("purl", "") for each in self.bill["components"]]
        for package in ("libc6", "libprotobuf-c1", "libsodium23", "libsqlite3-0", "zlib1g", "libpq5"):
            self.assertTrue(any(each.startswith(f"pkg:deb/debian/{package}@") for each in addresses), package)


@unittest.skipUnless(RELEASE, "needs --release")
class ReleaseTests(unittest.TestCase):
    def setUp(self) -> None:
        assert RELEASE is not None
        self.folder = Path(RELEASE)
        [self.bill] = self.folder.glob("ocop-*.cdx.json")

    def test_its_bill_of_materials_is_one_and_has_the_sums_of_the_programs(self) -> None:
        text = self.bill.read_text(encoding="utf-8")
        self.assertIsNone(problem(text))
        sums = {
            each["name"]: each["hashes"][0]["content"]
            for each in json.loads(text)["components"]
            if each["type"] == "application"
        }
        self.assertEqual(sums, {name: self._sum(self.folder / name) for name in PROGRAMS})

    def test_its_checksums_hold(self) -> None:
        result = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=self.folder)
        self.assertEqual(result.returncode, 0)

    def test_no_path_of_the_machine_is_in_the_programs(self) -> None:
        for name in PROGRAMS:
            with self.subTest(name):
                self.assertNotIn(str(ROOT).encode(), (self.folder / name).read_bytes())

    def _sum(self, path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()
