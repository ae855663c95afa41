"""The deployments start every process, as it is to be started, and let only two of them out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.messaging.app import KEY_PREFIX
from onrecord.pipeline import SERVICES
from onrecord.service import OTHERS, command_of

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
K8S = ROOT / "deploy" / "k8s"
KUSTOMIZATION = yaml.safe_load((K8S / "kustomization.yaml").read_text())
OBJECTS = [
    each for name in KUSTOMIZATION["resources"] for each in yaml.safe_load_all((K8S / name).read_text())
]
PROCESSES = {*SERVICES, *OTHERS}
LEAD_OUT = {"ingest", "alert"}
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"].startswith("onrecord/")}


def test_compose_starts_every_process_by_its_name() -> None:
    started = {name: each["command"] for name, each in OURS.items() if each.get("entrypoint") is None}
    assert started == {name: [name] for name in PROCESSES}
    for name in PROCESSES:
        assert command_of(name)


def test_compose_lets_ingest_and_alert_out_and_the_command_that_speaks_for_them() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    out = {name for name, each in COMPOSE["services"].items() if "outside" in each["networks"]}
    assert out == LEAD_OUT | {"onrecord"}


def test_compose_publishes_nothing_but_what_a_profile_shows_on_this_machine() -> None:
    published = {name: each for name, each in COMPOSE["services"].items() if "ports" in each}
    assert set(published) == {"mail", "grafana"}
    for each in published.values():
        assert each["profiles"]
        assert all(port.startswith("127.0.0.1:") for port in each["ports"])


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_container_can_change_nothing_but_its_volumes(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["init"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_an_image_has_the_extra_of_its_service() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    built = {each["image"].partition("/")[2].partition(":")[0]: each["build"]["args"]["SERVICE"]
             for each in OURS.values() if "build" in each}  # fmt: skip
    assert {image: image for image in built} == built
    assert set(built) - {"core"} <= set(extras)
    assert {each["image"].partition("/")[2].partition(":")[0] for each in OURS.values()} == set(built)


def deployments() -> dict[str, Any]:
    return {each["metadata"]["name"]: each for each in OBJECTS if each["kind"] in ("Deployment", "Job")}


def test_kubernetes_starts_every_process_by_its_name() -> None:
    started = {}
    for name, each in deployments().items():
        (container,) = each["spec"]["template"]["spec"]["containers"]
        started[name] = container["args"]
        assert container["image"] in {image["name"] for image in KUSTOMIZATION["images"]}
    assert started == {name: [name] for name in PROCESSES}


def test_kubernetes_lets_ingest_and_alert_out() -> None:
    labels = {name: each["spec"]["template"]["metadata"]["labels"] for name, each in deployments().items()}
    assert {name for name, each in labels.items() if each["onrecord/leads-out"] == "yes"} == LEAD_OUT


def test_kubernetes_scales_by_the_queues_that_are_there() -> None:
    scaled = [each["spec"] for each in OBJECTS if each["kind"] == "ScaledObject"]
    assert scaled
    for each in scaled:
        service = each["scaleTargetRef"]["name"]
        assert service in SERVICES
        assert [trigger["metadata"]["listName"] for trigger in each["triggers"]] == [f"{KEY_PREFIX}{service}"]


def test_every_manifest_is_in_the_kustomization() -> None:
    used = {
        *KUSTOMIZATION["resources"],
        *(each["path"] for each in KUSTOMIZATION["patches"]),
        "kustomization.yaml",
    }
    assert {path.name for path in K8S.glob("*.yaml")} == used
