"""Debian's Prometheus on loopback, with the rules and the dashboard that are deployed."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.waiting import eventually
from support.workers import running

OBSERVE = Path(__file__).parents[2] / "deploy" / "observe"
RULES = OBSERVE / "prometheus" / "rules.yml"
DASHBOARD = OBSERVE / "grafana" / "dashboards" / "onrecord.json"
MISSING = "Prometheus is not installed: apt-get install prometheus"


@dataclass(frozen=True)
class Prometheus:
    """A running server."""

    url: str

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Evaluate *expression* now; raises AssertionError where it is none."""
        arguments = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"{self.url}/api/v1/query?{arguments}", timeout=10) as answer:  # noqa: S310 - our own
            body = json.load(answer)
        assert body["status"] == "success", body
        result: list[dict[str, Any]] = body["data"]["result"]
        return result


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run promtool."""
    tool = shutil.which("promtool")
    assert tool, MISSING
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)


@contextmanager
def prometheus_server(folder: Path, *, metrics_port: int) -> Iterator[Prometheus]:
    """Run a server that asks a metrics process on loopback every second, until the block ends."""
    server = shutil.which("prometheus")
    assert server, MISSING
    port = free_port()
    config = folder / "prometheus.yml"
    config.write_text(json.dumps({  # JSON is YAML
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "onrecord", "static_configs": [{"targets": [f"127.0.0.1:{metrics_port}"]}]}],
    }))  # fmt: skip
    command = [server, f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}",
               f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"]  # fmt: skip
    with running("prometheus", command, {}, folder) as started:
        here = Prometheus(f"http://127.0.0.1:{port}")
        eventually(lambda: _ready(here.url) or started.process.poll() is not None, within_s=60, what="ready")
        assert started.process.poll() is None, started.said[-2000:]
        yield here


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/-/ready", timeout=2) as answer:  # noqa: S310 - our own
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def queries() -> list[tuple[str, str]]:
    """Every query of the dashboard: the panel's title, and the expression as Grafana would send it."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [
        (panel["title"], target["expr"].replace("$__rate_interval", "1m"))
        for panel in panels
        for target in panel.get("targets", [])
    ]
