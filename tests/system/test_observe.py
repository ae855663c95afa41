"""What Prometheus and Grafana are given to watch onrecord with: every rule speaks when it should, every query answers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from onrecord.storage import Database
from support.living import live_a_little
from support.prometheus import RULES, free_port, prometheus_server, promtool, queries
from support.waiting import eventually
from support.workers import running

RULES_TEST = Path(__file__).parent / "rules_test.yml"


def test_every_rule_speaks_when_it_should_and_none_on_a_good_day() -> None:
    ended = promtool("test", "rules", RULES_TEST)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    tried = RULES_TEST.read_text()
    rules = [line.split(":")[1].strip() for line in RULES.read_text().splitlines() if "- alert:" in line]
    assert [name for name in rules if f'alertname="{name}"' not in tried] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_query_of_the_dashboard_answers(
    tmp_path: Path, database: Database, database_url: str, broker_url: str
) -> None:
    port = free_port()
    environment = {
        "ONRECORD_DATABASE_URL": database_url,
        "ONRECORD_BROKER_URL": broker_url,
        "ONRECORD_METRICS_PORT": str(port),
    }
    metrics = [sys.executable, "-m", "onrecord_metrics"]
    with (
        running("metrics", metrics, environment, tmp_path),
        prometheus_server(tmp_path, metrics_port=port) as server,
    ):
        eventually(lambda: server.query("onrecord_database_up == 1"), within_s=60, what="first scrape")
        live_a_little(database)
        eventually(
            lambda: server.query("onrecord_seen_to_alert_seconds_count == 1"),
            within_s=60,
            what="told, and counted",
        )
        answers: dict[str, int] = {}

        def all_answer() -> bool:
            answers.update({expression: len(server.query(expression)) for _, expression in queries()})
            return all(answers.values())

        eventually(all_answer, within_s=60, what=f"every query has data; {answers}")
        assert len(answers) >= 30
        for title, expression in queries():
            print(f"{answers[expression]:4}  {title}: {expression}")
