"""A PostgreSQL server of the test run's own: Debian's binaries, a fresh cluster, loopback, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
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
def postgres_server(folder: Path) -> Iterator[str]:
    """Run a server with its files in *folder*; give the address of its maintenance database.

    Durability is switched off: the tests kill workers, not this machine.
    """
    who = _not_root()
    folder.mkdir(parents=True, exist_ok=True)
    if who:
        os.chown(folder, who["user"], who["group"])
        for parent in folder.parents[:3]:  # pytest's folders are their owner's alone
            if parent.owner() == "root" and parent.stat().st_uid == 0 and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    subprocess.run(
        [_binary("initdb"), "-D", data, "-U", "onrecord", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"],
        check=True, capture_output=True, cwd=folder, **who,
    )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output, subprocess.Popen(
        [_binary("postgres"), "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off",
         "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", f"cluster_name={folder.name}-{port}"],
        stdout=output, stderr=subprocess.STDOUT, cwd=folder, **who,
    ) as server:  # fmt: skip
        url = f"postgresql://onrecord@127.0.0.1:{port}/postgres"
        try:
            deadline = time.monotonic() + START_WITHIN_S
            while not _is_ours(url, f"{folder.name}-{port}"):
                assert server.poll() is None, f"PostgreSQL ended at start; see {log}"
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                time.sleep(0.05)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:  # it waits for clients that a test left behind
                server.kill()


def _is_ours(url: str, cluster: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute("SHOW cluster_name").fetchone()
            return row is not None and row[0] == cluster
    except psycopg.OperationalError:
        return False
