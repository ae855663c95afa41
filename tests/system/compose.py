"""`make test-compose`: the demo in containers, some killed while it runs; nothing may be lost and nobody told twice.

Prints what it took to become healthy, to the first alert, and what each killed container cost. Needs a Docker engine
with Compose 2.24 or newer, and nothing that runs already: the project has a name of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path

from onrecord_cli.demo.sources import load

DEPLOY = Path(__file__).parents[2] / "deploy"
PROJECT = "onrecord-test"
KILLED = ("extract", "track", "alert", "redis", "clean", "postgres", "ingest", "sweep", "beat")
HEALTHY_WITHIN_S = 300
FIRST_ALERT_WITHIN_S = 300
AT_REST_WITHIN_S = 600
LOOK_EVERY_S = 0.5
LEFT = "SELECT count(*) FROM jobs WHERE state IN ('todo', 'doing') AND due_at < now() + interval '10 minutes'"
"""Work that is left; a digest for tomorrow is not."""


class Failed(Exception):
    """What was promised is not so."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


ENVIRONMENT = {
    **os.environ,
    "DEMO_MAIL_PORT": str(free_port()),
    "DEMO_EDITION_EVERY_S": "30",
    "COMPOSE_PROGRESS": "plain",
}


def compose(*arguments: str, within_s: float = 120) -> str:
    """Run docker compose on the demo; give what it printed.

    Raises:
        Failed: it did not succeed; with the end of what it said.
    """
    command = ["docker", "compose", "-p", PROJECT, "-f", str(DEPLOY / "compose.yaml"),
               "--env-file", str(DEPLOY / "demo.env"), "--profile", "demo", *arguments]  # fmt: skip
    ended = subprocess.run(
        command,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
        stdin=subprocess.DEVNULL,
    )
    if ended.returncode:
        raise Failed(f"docker compose {' '.join(arguments)}: {ended.stderr[-3000:]}")
    return ended.stdout


def eventually(look: Callable[[], object], *, within_s: float, what: str) -> float:
    """Look until it is true; give the seconds that took.

    Raises:
        Failed: it did not come to be.
    """
    since = time.monotonic()
    while not look():
        if time.monotonic() - since > within_s:
            raise Failed(f"not within {within_s:.0f} s: {what}")
        time.sleep(LOOK_EVERY_S)
    return time.monotonic() - since


def rows(query: str) -> list[str]:
    return compose(
        "exec", "-T", "postgres", "psql", "-h", "127.0.0.1", "-U", "onrecord", "-At", "-c", query
    ).split()


def number(query: str) -> int:
    return int(rows(query)[0])


def mails() -> list[str]:
    """Header and text of each mail that the catcher holds, as one text."""
    listed = json.loads(_catcher("/messages?limit=1000"))["messages"]
    return [_text_of(_catcher(f"/message/{each['ID']}/raw")) for each in listed]


def _catcher(path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", int(ENVIRONMENT["DEMO_MAIL_PORT"]), timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", f"/api/v1{path}")
        return connection.getresponse().read()


def _text_of(raw: bytes) -> str:
    message = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Message-ID"]), *parts])


def health(service: str) -> tuple[str, str]:
    """When the service's container was started, and how it is."""
    name = compose("ps", "-a", "-q", service).strip()
    asked = subprocess.run(
        ["docker", "inspect", "-f", "{{.State.StartedAt}} {{.State.Health.Status}}", name],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    started, _, status = asked.stdout.strip().partition(" ")
    return started, status


def crash(service: str) -> float:
    """Kill all processes of the service's container; give the seconds until it is healthy again.

    From inside, because what Docker kills itself counts as wanted, and is not started again.
    """
    before, _ = health(service)
    with contextlib.suppress(Failed):  # the shell goes with the container
        compose("exec", "-T", service, "sh", "-c", "kill -9 -1")

    def is_back() -> bool:
        started, status = health(service)
        return started != before and status == "healthy"

    return eventually(is_back, within_s=HEALTHY_WITHIN_S, what=f"{service} is healthy again")


@contextlib.contextmanager
def demo() -> Iterator[None]:
    """Build and start the demo; take everything down afterwards, its volumes too."""
    subprocess.run(["sh", str(DEPLOY / "setup.sh")], check=True)
    compose("down", "-v", "--remove-orphans")
    try:
        since = time.monotonic()
        compose("build", within_s=1800)
        say("images built", time.monotonic() - since)
        yield
    except Failed:
        print(compose("logs", "--no-log-prefix", "--tail", "20"), file=sys.stderr)
        raise
    finally:
        compose("down", "-v", "--remove-orphans")


def say(what: str, seconds: float) -> None:
    print(f"{what:<44}{seconds:7.1f} s", flush=True)


def play() -> None:
    since = time.monotonic()
    compose("up", "-d", "--wait", within_s=HEALTHY_WITHIN_S)
    say("all healthy after", time.monotonic() - since)
    eventually(mails, within_s=FIRST_ALERT_WITHIN_S, what="a first alert at the mail catcher")
    say("first alert after", time.monotonic() - since)
    for service in KILLED:
        say(f"{service} killed; healthy again after", crash(service))
    articles = len(load().articles)
    eventually(
        lambda: number("SELECT count(*) FROM articles") == articles and not number(LEFT),
        within_s=AT_REST_WITHIN_S,
        what=f"{articles} articles through every stage",
    )
    say("at rest after", time.monotonic() - since)


def check() -> None:
    """Compare what arrived with what the database says was to be told.

    Raises:
        Failed: something was lost, or sent twice outside the one known window.
    """
    lost = number(
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT subject_id FROM jobs WHERE stage = 'track' AND state = 'done')"
    )
    parked = number("SELECT count(*) FROM jobs WHERE state = 'parked'")
    dead = number("SELECT count(*) FROM dead_letters")
    in_doubt = number("SELECT count(*) FROM deliveries WHERE state = 'unknown'")
    texts = mails()
    arrived = Counter(
        {token: sum(token in text for text in texts) for token in rows("SELECT token FROM alerts")}
    )
    untold = [token for token, times in arrived.items() if not times]
    twice = [token for token, times in arrived.items() if times > 1]
    print(
        f"{len(arrived)} alerts, {len(texts)} mails; articles lost {lost}, alerts lost {len(untold)}, sent twice {len(twice)} "
        f"(in doubt after a kill: {in_doubt}), parked {parked}, dead letters {dead}"
    )
    if lost or untold or parked or dead or len(twice) > in_doubt or not arrived:
        raise Failed("not everything arrived once")


def main() -> None:
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            raise SystemExit(f"test-compose: not run, `{' '.join(command)}` does not answer here") from None
    try:
        with demo():
            play()
            check()
    except Failed as failure:
        raise SystemExit(f"test-compose: {failure}") from None


if __name__ == "__main__":
    main()
