"""A RabbitMQ of the test run's own, where Debian's package is installed: loopback only, gone at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from kombu import Connection

START_WITHIN_S = 90.0
HOW_TO_GET_IT = "no RabbitMQ here, so it was not tried as the broker: `apt-get install rabbitmq-server`"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def rabbitmq_server(folder: Path) -> Iterator[str]:
    """Run a server with all its files in *folder*; give its address."""
    binaries = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    if not binaries:
        pytest.skip(HOW_TO_GET_IT)
    folder.mkdir()
    (folder / "plugins").write_text("[].\n")
    port = _free_port()
    environment = {
        **os.environ,
        "HOME": str(folder),  # its cookie
        "ERL_EPMD_PORT": str(_free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"onrecord{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(_free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    with ExitStack() as stack, (folder / "output").open("wb") as output:
        for command in (
            ["epmd", "-port", environment["ERL_EPMD_PORT"], "-address", "127.0.0.1"],
            [binaries[-1]],
        ):
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
            stack.callback(_end, process)
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        deadline = time.monotonic() + START_WITHIN_S
        while not _answers(url):
            assert process.poll() is None, (folder / "output").read_text()[-2000:]
            assert time.monotonic() < deadline, "RabbitMQ did not start"
            time.sleep(0.2)
        yield url


def _answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.connect()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
