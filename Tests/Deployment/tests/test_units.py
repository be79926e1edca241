"""Goal: the systemd units load, leave little to an intruder, and agree with the daemons. Method: systemd-analyze,
without a running systemd, and the files read as text; each judge is shown to find a planted fault."""

import re
import shutil
import tempfile
import unittest
from pathlib import Path

import unit_checks
from repository import CONFIGURATION, SERVICES, UNITS
from unit_file import read_unit, seconds


def default_of(service: str, key: str) -> str:
    """A key's default, as the documented file of the service has it."""
    text = (CONFIGURATION / f"{service}.conf").read_text(encoding="utf-8")
    found = re.search(rf"^{key} = (.*)$", text, re.MULTILINE)
    assert found is not None, key
    return found[1]


class PlantedUnits(unittest.TestCase):
    """A copy of the units to plant faults in."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.units = Path(folder.name)
        shutil.copytree(UNITS, self.units, dirs_exist_ok=True)

    def plant(self, name: str, old: str, new: str) -> Path:
        path = self.units / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path


class VerifyTests(PlantedUnits):
    def test_systemd_loads_every_unit_without_a_word(self) -> None:
        self.assertEqual(unit_checks.verify(UNITS), [])

    def test_a_key_that_does_not_exist_is_found(self) -> None:
        self.plant("ocop-registry.service", "LimitCORE=", "LimitCorefile=")
        self.assertIn("Unknown key 'LimitCorefile'", "\n".join(unit_checks.verify(self.units)))

    def test_a_wrong_example_is_found(self) -> None:
        self.plant("examples/tls.conf", "LoadCredential=", "LoadSecret=")
        self.assertIn("Unknown key 'LoadSecret'", "\n".join(unit_checks.verify(self.units)))

    def test_a_program_that_is_not_there_is_found(self) -> None:
        self.plant("ocop-listing.service", "/usr/bin/ocop-listing --", "/usr/bin/ocop-lister --")
        self.assertIn("is not executable", "\n".join(unit_checks.verify(self.units)))


class ExposureTests(PlantedUnits):
    def test_no_service_leaves_an_intruder_more_than_it_should(self) -> None:
        for service in SERVICES:
            with self.subTest(service):
                self.assertIsNone(unit_checks.exposure(UNITS / f"ocop-{service}.service"))

    def test_a_protection_that_was_taken_away_is_found(self) -> None:
        for protection in ("ProtectSystem=strict\n", "SystemCallFilter=@system-service\n", "User=ocop\n"):
            with self.subTest(protection):
                path = self.plant("ocop-gateway.service", protection, "")
                self.assertIsNotNone(unit_checks.exposure(path))


class AgreementTests(unittest.TestCase):
    def test_a_stop_has_more_time_than_the_running_calls_have(self) -> None:
        for service in SERVICES:
            unit = read_unit(UNITS / f"ocop-{service}.service")
            self.assertGreaterEqual(
                seconds(unit.one("Service", "TimeoutStopSec")), 2 * seconds(default_of(service, "drain_timeout"))
            )

    def test_there_are_more_file_descriptors_than_connections(self) -> None:
        for service in SERVICES:
            unit = read_unit(UNITS / f"ocop-{service}.service")
            self.assertGreaterEqual(
                int(unit.one("Service", "LimitNOFILE")), 2 * int(default_of(service, "connections_max"))
            )

    def test_every_service_has_what_every_service_has(self) -> None:
        # What may differ: names, the folder of its data, and what it must not see.
        own = ("Description", "Documentation", "Requires", "After", "ExecStart", "StateDirectory", "ExecPaths")
        own += ("StateDirectoryMode", "InaccessiblePaths", "Also")
        seen = []
        for service in SERVICES:
            unit = read_unit(UNITS / f"ocop-{service}.service")
            seen.append(
                {section: {k: v for k, v in keys.items() if k not in own} for section, keys in unit.sections.items()}
            )
        for others in seen[1:]:
            self.assertEqual(others, seen[0])

    def test_a_service_keeps_out_of_the_others_data(self) -> None:
        for service in SERVICES:
            unit = read_unit(UNITS / f"ocop-{service}.service")
            hidden = unit.one("Service", "InaccessiblePaths").split()
            others = [each for each in SERVICES if each not in (service, "gateway")]
            expected = ["-/var/lib/ocop"] if service == "gateway" else [f"-/var/lib/ocop/{each}" for each in others]
            self.assertEqual(hidden, expected)
