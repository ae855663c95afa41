"""`make test-compose`: the demo in containers, some killed while it runs; nothing may be lost and nobody told twice.

At the end the database is put back as it was after the first alert: still nobody is told twice.
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

from onrecord.pipeline import SERVICES
from onrecord_cli.demo.sources import load

DEPLOY = Path(__file__).parents[2] / "deploy"
PROJECT = "onrecord-test"
KILLED = ("extract", "track", "alert", "redis", "clean", "postgres", "ingest", "sweep", "beat")
LEAD_OUT = {"ingest", "alert"}
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


def play() -> str:
    """Play all editions, and kill; give the path of a dump made after the first alert."""
    since = time.monotonic()
    compose("up", "-d", "--wait", within_s=HEALTHY_WITHIN_S)
    say("all healthy after", time.monotonic() - since)
    eventually(mails, within_s=FIRST_ALERT_WITHIN_S, what="a first alert at the mail catcher")
    say("first alert after", time.monotonic() - since)
    dump = script("backup.sh").strip()
    for service in KILLED:
        say(f"{service} killed; healthy again after", crash(service))
    eventually(is_at_rest, within_s=AT_REST_WITHIN_S, what="every article through every stage")
    say("at rest after", time.monotonic() - since)
    return dump


def script(name: str, *arguments: str) -> str:
    """Run one of deploy's scripts on the demo; give what it printed.

    Raises:
        Failed: it did not succeed; with the end of what it said.
    """
    project = {
        "COMPOSE_PROJECT_NAME": PROJECT,
        "COMPOSE_PROFILES": "demo",
        "COMPOSE_ENV_FILES": str(DEPLOY / "demo.env"),
    }
    ended = subprocess.run(
        ["sh", str(DEPLOY / name), *arguments], env={**ENVIRONMENT, **project}, capture_output=True, text=True,
        check=False, timeout=HEALTHY_WITHIN_S, stdin=subprocess.DEVNULL, cwd=DEPLOY.parent,
    )  # fmt: skip
    if ended.returncode:
        raise Failed(f"{name}: {ended.stderr[-3000:]}")
    return ended.stdout


def restore(dump: str) -> None:
    """Put back a dump from before most alerts, and wait until the feeds were read again.

    Raises:
        Failed: somebody was told something twice.
    """
    told = len(mails())
    since = time.monotonic()
    script("restore.sh", dump)
    eventually(is_at_rest, within_s=AT_REST_WITHIN_S, what="all feeds read again after the restore")
    say("restored, and at rest after", time.monotonic() - since)
    again = len(mails()) - told
    print(f"told again after the restore: {again}", flush=True)
    if again:
        raise Failed("a restored database told somebody twice")


def is_at_rest() -> bool:
    return number("SELECT count(*) FROM articles") == len(load().articles) and not number(LEFT)


def scale() -> None:
    """Start two more of one service, beside the one that is there.

    Raises:
        Failed: they do not get to work.
    """
    since = time.monotonic()
    compose("up", "-d", "--wait", "--no-recreate", "--scale", "extract=3", within_s=HEALTHY_WITHIN_S)
    heard = "SELECT count(*) FROM heartbeats WHERE service = 'extract' AND beaten_at > now() - interval '1 minute'"
    eventually(lambda: number(heard) == 3, within_s=120, what="three of extract at work")
    say("three of extract at work after", time.monotonic() - since)


def check_confinement() -> None:
    """Look into the containers: who has a way out, and who can change the image.

    Raises:
        Failed: somebody else than ingest and alert has a way out, or somebody can write where nobody should.
    """
    for service in (*SERVICES, "beat", "sweep"):
        routes = [
            line.split() for line in compose("exec", "-T", service, "cat", "/proc/net/route").splitlines()[1:]
        ]
        leads_out = any(destination == "00000000" for _, destination, *_ in routes)
        if leads_out != (service in LEAD_OUT):
            raise Failed(f"{service} {'has a' if leads_out else 'has no'} way out")
        if "ok" in compose(
            "exec", "-T", service, "sh", "-c", "touch /opt/onrecord/x 2>/dev/null && echo ok; id -u"
        ):
            raise Failed(f"{service} can write into its image")
    print(f"a way out: {', '.join(sorted(LEAD_OUT))} only; images: read-only", flush=True)


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
            dump = play()
            check()
            check_confinement()
            scale()
            restore(dump)
            Path(dump).unlink()
    except Failed as failure:
        raise SystemExit(f"test-compose: {failure}") from None


if __name__ == "__main__":
    main()
