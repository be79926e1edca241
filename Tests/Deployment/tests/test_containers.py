"""Goal: the container files and the compose file are sound, and confine what they start. Method: hadolint, a reader of
the compose specification, and the rules of the house; each is shown to find a planted fault."""

import json
import re
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

import compose_spec
import yaml

from repository import DEPLOY, SERVICES

CONTAINERS = DEPLOY / "container"
HADOLINT = Path(sys.prefix) / "bin/hadolint"


def lint(text: str) -> list[str]:
    """What hadolint says against a container file, down to matters of style."""
    result = subprocess.run([HADOLINT, "--format", "json", "-"], input=text, capture_output=True, text=True)
    return [f"{each['line']}: {each['code']} {each['message']}" for each in json.loads(result.stdout)]


def house_problems(text: str) -> list[str]:
    """What the house says against a container file."""
    problems = []
    final = text.rpartition("\nFROM ")[2]
    for image in re.findall(r"^FROM (\S+)", text, re.MULTILINE):
        if ":" not in image or image.endswith(":latest"):
            problems.append(f"{image} has no version")
    users = re.findall(r"^USER (\S+)", final, re.MULTILINE)
    if not users or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]):
        problems.append("the program may run as root")
    if not re.search(r"^HEALTHCHECK .*\n? *CMD \[", final, re.MULTILINE):
        problems.append("there is no health check")
    if "COPY . " in final or "apt-get install" in final and "-dev" in final:
        problems.append("what it is built from stays in the image")
    return problems


def compose_problems(document: dict[str, Any]) -> list[str]:
    """What the house says against the compose file."""
    problems = []
    for name, service in document["services"].items():
        confined = service.get("read_only") is True and service.get("cap_drop") == ["ALL"]
        if not confined or "no-new-privileges:true" not in service.get("security_opt", []):
            problems.append(f"{name} is not confined")
        if "mem_limit" not in service or "pids_limit" not in service:
            problems.append(f"{name} has no limits")
        if name != "gateway" and ("ports" in service or service["networks"] != ["services"]):
            problems.append(f"{name} can be reached around the gateway")
        if not all(port.startswith("127.0.0.1:") for port in service.get("ports", [])):
            problems.append(f"{name} is open to every network of the machine")
    return problems


class ContainerFileTests(unittest.TestCase):
    def files(self) -> dict[str, str]:
        return {name: (CONTAINERS / f"{name}.Containerfile").read_text(encoding="utf-8") for name in SERVICES}

    def test_the_linter_and_the_house_say_nothing(self) -> None:
        for name, text in self.files().items():
            with self.subTest(name):
                self.assertEqual(lint(text), [])
                self.assertEqual(house_problems(text), [])

    def test_the_first_stage_is_the_same_so_that_it_is_built_once(self) -> None:
        stages = {re.sub(r"\A(#.*\n)*", "", text).partition("\nFROM docker.io/library/debian")[0] for text in
                  self.files().values()}
        self.assertEqual(len(stages), 1)

    def test_planted_faults_are_found(self) -> None:
        sound = self.files()["registry"]
        self.assertIn("DL3006", "\n".join(lint(sound.replace("debian:12-slim", "debian"))))
        self.assertIn("DL3009", "\n".join(lint(sound.replace("  && rm -rf /var/lib/apt/lists/* \\\n", ""))))
        for old, new, problem in [
            ("debian:12-slim", "debian:latest", "has no version"),
            ("USER 10400:10400\n", "", "may run as root"),
            ("USER 10400:10400", "USER 0:0", "may run as root"),
            ("HEALTHCHECK", "#HEALTHCHECK", "no health check"),
            ("    libpq5 ", "    libpq-dev ", "stays in the image"),
        ]:
            with self.subTest(new):
                self.assertIn(old, sound)
                self.assertIn(problem, "\n".join(house_problems(sound.replace(old, new))))

    def test_the_shell_in_them_is_sound(self) -> None:
        result = subprocess.run(["shellcheck", CONTAINERS / "probe"], capture_output=True, text=True)
        self.assertEqual(result.stdout, "")


class ComposeTests(unittest.TestCase):
    def setUp(self) -> None:
        self.text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    def merged(self, text: str) -> dict[str, Any]:
        """The file with what its services share put into each."""
        return {key: value for key, value in yaml.safe_load(text).items() if not key.startswith("x-")}

    def test_the_specification_and_the_house_say_nothing(self) -> None:
        document = self.merged(self.text)
        compose = compose_spec.PyCompose.from_json(json.dumps(document))
        compose.validate()
        self.assertEqual(sorted(compose.service_names()), sorted(SERVICES))
        self.assertEqual(compose_problems(document), [])

    def test_planted_faults_are_found(self) -> None:
        for old, new in [
            ("pids_limit: 512", "pids_limit: many"),
            ("networks: [services]", "networks: [servces]"),
            ("stop_grace_period", "stop_period"),
        ]:
            with self.subTest(new), self.assertRaises(Exception):
                compose_spec.PyCompose.from_json(json.dumps(self.merged(self.text.replace(old, new)))).validate()
        for old, new, problem in [
            ("read_only: true", "read_only: false", "is not confined"),
            ("  mem_limit: 512m\n", "", "has no limits"),
            ('"127.0.0.1:7400:7400"', '"7400:7400"', "open to every network"),
            ("networks: [services]", "networks: [front, services]", "around the gateway"),
        ]:
            with self.subTest(new):
                self.assertIn(problem, "\n".join(compose_problems(self.merged(self.text.replace(old, new)))))
