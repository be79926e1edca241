"""Goal: both sets of configuration run: what is installed, and what the next version brings. Method: the daemons,
started from their systemd units by a stand-in for systemd, with each set; and asked by the command line."""

import os
import re
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import unit_checks
from repository import CONFIGURATION, DEPLOY, ROOT, SERVICES, SETS, UNITS
from stand_in import DidNotServe, StandIn
from unit_file import read_unit

BINARIES = Path(os.environ.get("OCOP_BINARIES", ROOT / ".build/debug"))


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60)


class SetTests(unittest.TestCase):
    def setUp(self) -> None:
        # A short path: a socket's has at most 107 bytes.
        folder = tempfile.TemporaryDirectory(prefix="ocop-")
        self.addCleanup(folder.cleanup)
        self.machine = StandIn(Path(folder.name), BINARIES)
        self.addCleanup(self.machine.stop_all)

    def test_every_file_of_both_sets_is_valid(self) -> None:
        for name in SETS:
            self.assertEqual(
                sorted(path.name for path in (CONFIGURATION / name).iterdir()),
                sorted(f"{service}.conf" for service in SERVICES),
            )
            for service in SERVICES:
                with self.subTest(set=name, service=service):
                    file = CONFIGURATION / name / f"{service}.conf"
                    result = run(BINARIES / f"ocop-{service}", "--check-config", "--config", file)
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_the_configuration_of_the_containers_is_valid(self) -> None:
        for service in SERVICES:
            with self.subTest(service):
                file = DEPLOY / "container" / f"{service}.conf"
                result = run(BINARIES / f"ocop-{service}", "--check-config", "--config", file)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_key_that_the_version_does_not_know_is_found(self) -> None:
        self.machine.install("current")
        file = self.machine.configuration("registry")
        file.write_text(file.read_text() + "colour = blue\n")
        self.assertEqual(run(BINARIES / "ocop-registry", "--check-config", "--config", file).returncode, 2)
        with self.assertRaisesRegex(DidNotServe, "unknown key \"colour\""):
            self.machine.start("registry")

    def test_both_sets_run_in_any_order_and_one_after_the_other_on_the_same_data(self) -> None:
        for name, order in [("current", SERVICES), ("next", reversed(SERVICES)), ("current", SERVICES)]:
            with self.subTest(set=name):
                self.machine.install(name)
                for service in order:
                    self.machine.start(service)
                gateway = f"unix:{self.machine.folder}/run/ocop/gateway.sock"
                status = run(BINARIES / "ocop", "status", "--gateway", gateway, "--timeout", "20")
                self.assertEqual(status.returncode, 0, status.stdout + status.stderr)
                for service in SERVICES:
                    self.assertRegex(status.stdout, rf"(?m)^{service}\b.*\bserving\b")
                self.assertEqual(self.machine.stop_all(), dict.fromkeys(SERVICES, 0))
                self.machine.running.clear()

    def test_a_service_notifies_its_whole_life(self) -> None:
        self.machine.install("current")
        for service in SERVICES:
            with self.subTest(service):
                unit = self.machine.start(service)
                unit.wait_for("WATCHDOG=1")
                unit.process.send_signal(signal.SIGHUP)
                unit.wait_for("RELOADING=1")
                unit.wait_for("READY=1")
                unit.begin_stop()
                unit.wait_for("STOPPING=1")
                self.assertEqual(unit.stop(), 0)


@unittest.skipUnless(os.access("/usr/bin/strace", os.X_OK), "needs strace")
class SystemCallTests(unittest.TestCase):
    """What the units forbid is not what the daemons do."""

    def test_the_units_allow_every_system_call_that_a_day_takes(self) -> None:
        with tempfile.TemporaryDirectory(prefix="ocop-") as folder:
            machine = StandIn(Path(folder), BINARIES)
            machine.install("next")
            try:
                for service in SERVICES:
                    output = f"{folder}/{service}.trace"
                    # -D: the daemon, not strace, is the process that is started and stopped.
                    machine.prefix = ["/usr/bin/strace", "--follow-forks", "--quiet=all", "-D", "--output", output]
                    machine.start(service)
                gateway = f"unix:{folder}/run/ocop/gateway.sock"
                loaded = run(BINARIES / "ocop", "import", ROOT / "deploy/sample", "--gateway", gateway)
                self.assertEqual(loaded.returncode, 0, loaded.stderr)
            finally:
                machine.stop_all()
            for service in SERVICES:
                with self.subTest(service):
                    self._check(service, Path(folder) / f"{service}.trace")

    def _check(self, service: str, trace: Path) -> None:
        unit = read_unit(UNITS / f"ocop-{service}.service")
        allowed = unit_checks.allowed_system_calls(unit.all("Service", "SystemCallFilter"))
        used = set(re.findall(r"^\d+ +([a-z_0-9]+)\(", trace.read_text(errors="replace"), re.MULTILINE))
        self.assertGreater(len(used), 20)
        self.assertIn("epoll_wait", used)
        # SQLite gives a file that root makes to the folder's owner. The unit's user is not root.
        as_root = {"fchown"} if os.geteuid() == 0 else set()
        self.assertEqual(sorted(used - allowed - as_root), [])
        self.assertNotIn("ptrace", allowed)
