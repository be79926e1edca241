"""Judges the Kubernetes manifests: by Kubernetes' own schemas, and by what the house asks of each pod."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

from repository import CONFIGURATION, DEPLOY

MANIFESTS = DEPLOY / "kubernetes"
# The oldest and the newest version that the manifests are for.
VERSIONS = ("1.29", "1.37")
# What an installation applies: one of the two engines, and what both have.
ENGINES = ("sqlite", "postgresql")
_WORKLOADS = ("Deployment", "StatefulSet")

Object = dict[str, Any]


def documents(folder: Path) -> list[Object]:
    """Every object of a folder's files."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        found += [each for each in yaml.safe_load_all(path.read_text(encoding="utf-8")) if each is not None]
    return found


def installation(engine: str, folder: Path = MANIFESTS) -> list[Object]:
    """Every object of an installation."""
    return documents(folder / "common") + documents(folder / engine)


def _title(each: Object) -> str:
    return f"{each.get('kind')}/{each.get('metadata', {}).get('name')}"


def schema_problems(objects: list[Object]) -> list[str]:
    """What Kubernetes' schemas say against them, unknown fields included."""
    problems = []
    for each in objects:
        for version in VERSIONS:
            try:
                kubernetes_validate.validate(each, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                problems.append(f"{_title(each)}, {version}: {error.message}")
            except kubernetes_validate.SchemaNotFoundError as error:
                problems.append(f"{_title(each)}, {version}: {error}")
    return problems


def house_problems(objects: list[Object]) -> list[str]:
    """What the house says against an installation."""
    problems: list[str] = []
    workloads = [each for each in objects if each["kind"] in _WORKLOADS]
    if len(workloads) != 4:
        problems.append(f"{len(workloads)} services instead of 4")
    for each in workloads:
        problems += [f"{_title(each)}: {text}" for text in _pod_problems(each)]
    problems += _reference_problems(objects, workloads)
    return problems


def _pod_problems(workload: Object) -> Iterator[str]:
    template = workload["spec"]["template"]
    pod = template["spec"]
    selector = workload["spec"]["selector"]["matchLabels"]
    if not selector.items() <= template["metadata"]["labels"].items():
        yield "its selector does not find its own pods"
    security = pod.get("securityContext", {})
    if security.get("runAsNonRoot") is not True or security.get("runAsUser", 0) == 0:
        yield "may run as root"
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "is not confined by seccomp"
    if pod.get("automountServiceAccountToken") is not False:
        yield "gets a token of the cluster"
    if pod.get("terminationGracePeriodSeconds", 30) < 2 * _drain_seconds(workload["metadata"]["name"]):
        yield "is killed before its running calls are finished"
    volumes = {each["name"] for each in pod.get("volumes", [])}
    volumes |= {each["metadata"]["name"] for each in workload["spec"].get("volumeClaimTemplates", [])}
    for container in pod.get("initContainers", []) + pod["containers"]:
        yield from (f"container {container['name']}: {text}" for text in _container_problems(container, volumes))
    for container in pod["containers"]:
        ports = {each["name"] for each in container["ports"]}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if container.get(probe, {}).get("httpGet", {}).get("port") not in ports:
                yield f"has no {probe} on a port that it has"


def _container_problems(container: Object, volumes: set[str]) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("readOnlyRootFilesystem") is not True:
        yield "may write to its root"
    if security.get("allowPrivilegeEscalation") is not False:
        yield "may gain rights"
    if security.get("capabilities", {}).get("drop") != ["ALL"] or "add" in security.get("capabilities", {}):
        yield "keeps capabilities"
    if set(container.get("resources", {}).get("limits", {})) != {"cpu", "memory"}:
        yield "has no limits"
    if container["image"].rpartition(":")[2] in ("", "latest") or ":" not in container["image"].rpartition("/")[2]:
        yield f"image {container['image']} has no version"
    for variable in container.get("env", []):
        if "secretKeyRef" in variable.get("valueFrom", {}) or "password=" in variable.get("value", "").lower():
            yield f"{variable['name']} holds a secret; secrets are files"
    for mount in container.get("volumeMounts", []):
        if mount["name"] not in volumes:
            yield f"mounts {mount['name']}, which the pod does not have"


def _drain_seconds(service: str) -> int:
    text = (CONFIGURATION / f"{service}.conf").read_text(encoding="utf-8")
    return int(text.rpartition("drain_timeout = ")[2].split("s")[0])


def _reference_problems(objects: list[Object], workloads: list[Object]) -> Iterator[str]:
    pods = [each["spec"]["template"]["metadata"]["labels"] for each in workloads]
    by_kind: dict[str, list[Object]] = {}
    for each in objects:
        by_kind.setdefault(each["kind"], []).append(each)
    for each in by_kind.get("Service", []):
        if not any(each["spec"]["selector"].items() <= labels.items() for labels in pods):
            yield f"{_title(each)}: finds no pod"
    for each in by_kind.get("PodDisruptionBudget", []):
        if not any(each["spec"]["selector"]["matchLabels"].items() <= labels.items() for labels in pods):
            yield f"{_title(each)}: protects no pod"
    if len(by_kind.get("PodDisruptionBudget", [])) != len(workloads):
        yield "not every service has a disruption budget"
    for each in by_kind.get("HorizontalPodAutoscaler", []):
        target = each["spec"]["scaleTargetRef"]
        named = [w for w in workloads if (w["kind"], w["metadata"]["name"]) == (target["kind"], target["name"])]
        if not named or target["kind"] != "Deployment":
            yield f"{_title(each)}: scales nothing that can have several processes"
    for each in workloads:
        if each["kind"] == "StatefulSet" and each["spec"]["replicas"] != 1:
            yield f"{_title(each)}: an SQLite file belongs to one process"
    yield from _network_problems(by_kind.get("NetworkPolicy", []))


def _network_problems(policies: list[Object]) -> Iterator[str]:
    refusing = [each["spec"] for each in policies if each["metadata"]["name"] == "default-deny"]
    if refusing != [{"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}]:
        yield "nothing refuses what is not allowed"
    for each in policies:
        for rule in each["spec"].get("ingress", []):
            if not rule.get("from") or not rule.get("ports"):
                yield f"NetworkPolicy/{each['metadata']['name']}: lets in everybody, or to every port"
        for rule in each["spec"].get("egress", []):
            if not rule.get("to") or not rule.get("ports"):
                yield f"NetworkPolicy/{each['metadata']['name']}: lets out to everybody, or to every port"


def callers_of(service: str, objects: list[Object]) -> list[str]:
    """The services that may call a service, by the network policies."""
    [policy] = [each for each in objects if each["kind"] == "NetworkPolicy" and each["metadata"]["name"] == service]
    label = "app.kubernetes.io/name"
    return [
        peer["podSelector"]["matchLabels"][label].removeprefix("ocop-")
        for rule in policy["spec"]["ingress"]
        for peer in rule["from"]
        if "podSelector" in peer
    ]
