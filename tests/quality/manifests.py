"""`make check-k8s`: what `kubectl apply -k deploy/k8s` would send, held against the schemas of Kubernetes.

kustomize's part is done here as far as these files use it: a patch merged into the Deployments that its target names.
KEDA's own kinds have no schema among Kubernetes', and are listed as not checked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

K8S = Path(__file__).parents[2] / "deploy" / "k8s"
FOREIGN = "keda.sh/"


def merged(base: Any, patch: Any) -> Any:
    """Merge as Kubernetes' strategic merge does: maps by key, lists of named things by name, the rest replaced."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {
            **base,
            **{key: merged(base[key], value) if key in base else value for key, value in patch.items()},
        }
    if isinstance(base, list) and all(isinstance(each, dict) and "name" in each for each in [*base, *patch]):
        patches = {each["name"]: each for each in patch}
        kept = [merged(each, patches.pop(each["name"], {})) for each in base]
        return [*kept, *patches.values()]
    return patch


def manifests() -> list[dict[str, Any]]:
    """Every object, patched."""
    plan = yaml.safe_load((K8S / "kustomization.yaml").read_text())
    found = [each for name in plan["resources"] for each in yaml.safe_load_all((K8S / name).read_text())]
    for patch in plan["patches"]:
        label, _, value = patch["target"]["labelSelector"].partition("=")
        change = yaml.safe_load((K8S / patch["path"]).read_text())
        del change["metadata"]["name"]
        found = [
            merged(each, change) if each["metadata"].get("labels", {}).get(label) == value else each
            for each in found
        ]
    return found


def main() -> None:
    version = kubernetes_validate.latest_version()
    wrong = 0
    for each in manifests():
        name = f"{each['kind']} {each['metadata']['name']}"
        if each["apiVersion"].startswith(FOREIGN):
            print(f"not checked  {name} ({each['apiVersion']})")
            continue
        try:
            kubernetes_validate.validate(each, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            wrong += 1
            print(f"WRONG        {name}: {'.'.join(map(str, error.path))}: {error.message}")
        else:
            print(f"valid        {name}")
    if wrong:
        sys.exit(f"{wrong} do not fit the schemas of Kubernetes {version}")
    print(f"all others fit the schemas of Kubernetes {version}")


if __name__ == "__main__":
    main()
