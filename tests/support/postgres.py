"""A PostgreSQL server of the test run's own: Debian's binaries, a fresh cluster, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

START_WITHIN_S = 60.0
HOW_TO_GET_IT = "no PostgreSQL server found: `apt-get install postgresql` (the tests start one of their own)"


def _binary(name: str) -> str:
    if found := shutil.which(name):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not versions:
        pytest.fail(HOW_TO_GET_IT)
    return str(versions[-1])


def _not_root() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server on a socket in a folder of its own; give the address of its maintenance database.

    A socket cannot be a stranger's, as a port can. Durability is off: the tests kill workers, not this machine.
    """
    who = _not_root()
    with tempfile.TemporaryDirectory(prefix="onrecord-postgres-") as name:
        folder = Path(name)
        if who:
            os.chown(folder, who["user"], who["group"])
        data, log = folder / "data", folder / "server.log"
        subprocess.run(
            [_binary("initdb"), "-D", data, "-U", "onrecord", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"],
            check=True, capture_output=True, cwd=folder, **who,
        )  # fmt: skip
        with log.open("wb") as output, subprocess.Popen(
            [_binary("postgres"), "-D", data, "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}",
             "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"],
            stdout=output, stderr=subprocess.STDOUT, cwd=folder, **who,
        ) as server:  # fmt: skip
            url = f"postgresql://onrecord@/postgres?host={folder}"
            try:
                deadline = time.monotonic() + START_WITHIN_S
                while not _answers(url):
                    assert server.poll() is None, f"PostgreSQL ended at start: {log.read_text()[-1000:]}"
                    assert time.monotonic() < deadline, "PostgreSQL did not start"
                    time.sleep(0.05)
                yield url
            finally:
                # At once: no client is waited for, and nothing is to be kept.
                server.send_signal(signal.SIGQUIT)
                server.wait(timeout=30)


def named(url: str, database: str) -> str:
    """The address of another database of the same server."""
    return url.replace("@/postgres?", f"@/{database}?")


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
