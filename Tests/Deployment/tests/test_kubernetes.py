"""Goal: the Kubernetes manifests are what a cluster takes, and confine what they start. Method: the schemas of two
versions of Kubernetes, offline, and the rules of the house; each is shown to find planted faults."""

import copy
import unittest
from collections.abc import Callable

import kubernetes_checks
from kubernetes_checks import ENGINES, Object, installation


def the(objects: list[Object], kind: str, name: str) -> Object:
    [found] = [each for each in objects if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return found


def first_container(objects: list[Object], kind: str = "Deployment", name: str = "gateway") -> Object:
    return the(objects, kind, name)["spec"]["template"]["spec"]["containers"][0]


class ManifestTests(unittest.TestCase):
    def test_both_installations_are_what_kubernetes_takes(self) -> None:
        for engine in ENGINES:
            with self.subTest(engine):
                self.assertEqual(kubernetes_checks.schema_problems(installation(engine)), [])

    def test_both_installations_keep_the_rules_of_the_house(self) -> None:
        for engine in ENGINES:
            with self.subTest(engine):
                self.assertEqual(kubernetes_checks.house_problems(installation(engine)), [])

    def test_only_the_gateway_and_followers_reach_a_service(self) -> None:
        objects = installation("sqlite")
        expected = {
            "registry": ["listing", "reporting", "gateway"],
            "listing": ["reporting", "gateway"],
            "reporting": ["gateway"],
        }
        for service, callers in expected.items():
            self.assertEqual(kubernetes_checks.callers_of(service, objects), callers)

    def test_a_field_that_does_not_exist_is_found(self) -> None:
        objects = installation("sqlite")
        first_container(objects)["readynessProbe"] = {}
        planted = the(objects, "Deployment", "gateway")
        self.assertIn("readynessProbe", "\n".join(kubernetes_checks.schema_problems([planted])))

    def test_a_value_of_a_wrong_type_is_found(self) -> None:
        objects = installation("postgresql")
        planted = the(objects, "HorizontalPodAutoscaler", "registry")
        planted["spec"]["maxReplicas"] = "six"
        self.assertIn("'six' is not of type", "\n".join(kubernetes_checks.schema_problems([planted])))

    def test_planted_faults_are_found(self) -> None:
        def root(objects: list[Object]) -> None:
            del the(objects, "Deployment", "gateway")["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"]

        def writable(objects: list[Object]) -> None:
            first_container(objects)["securityContext"]["readOnlyRootFilesystem"] = False

        def capable(objects: list[Object]) -> None:
            first_container(objects)["securityContext"]["capabilities"] = {"drop": ["ALL"], "add": ["NET_RAW"]}

        def boundless(objects: list[Object]) -> None:
            del first_container(objects)["resources"]["limits"]["memory"]

        def latest(objects: list[Object]) -> None:
            first_container(objects)["image"] = "registry.example/ocop-gateway"

        def secret(objects: list[Object]) -> None:
            first_container(objects, name="registry")["env"][0]["value"] += "&password=x"

        def doubled(objects: list[Object]) -> None:
            the(objects, "Deployment", "registry")["kind"] = "StatefulSet"

        def hasty(objects: list[Object]) -> None:
            the(objects, "Deployment", "registry")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 5

        def astray(objects: list[Object]) -> None:
            the(objects, "Service", "listing")["spec"]["selector"] = {"app.kubernetes.io/name": "ocop-lister"}

        def unprobed(objects: list[Object]) -> None:
            first_container(objects)["readinessProbe"]["httpGet"]["port"] = "health"

        def undenied(objects: list[Object]) -> None:
            the(objects, "NetworkPolicy", "default-deny")["spec"]["policyTypes"] = ["Ingress"]

        def opened(objects: list[Object]) -> None:
            del the(objects, "NetworkPolicy", "registry")["spec"]["ingress"][0]["from"]

        planted: list[tuple[Callable[[list[Object]], None], str]] = [
            (root, "may run as root"),
            (writable, "may write to its root"),
            (capable, "keeps capabilities"),
            (boundless, "has no limits"),
            (latest, "has no version"),
            (secret, "holds a secret"),
            (doubled, "belongs to one process"),
            (hasty, "is killed before"),
            (astray, "Service/listing: finds no pod"),
            (unprobed, "has no readinessProbe"),
            (undenied, "nothing refuses"),
            (opened, "NetworkPolicy/registry: lets in everybody"),
        ]
        sound = installation("postgresql")
        for plant, problem in planted:
            with self.subTest(plant.__name__):
                objects = copy.deepcopy(sound)
                plant(objects)
                self.assertIn(problem, "\n".join(kubernetes_checks.house_problems(objects)))
