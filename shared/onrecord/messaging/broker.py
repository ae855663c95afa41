"""How the broker does: messages that wait, and memory where it is a Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError
from kombu.exceptions import OperationalError as BrokerUnreachable

from onrecord.errors import Transient
from onrecord.pipeline import SERVICES

ANSWER_WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class BrokerState:
    """What a broker told of itself."""

    messages: dict[str, int]
    """Waiting, by the service whose queue it is."""
    memory_bytes: int | None
    """What Redis holds; None where the broker is another."""
    memory_limit_bytes: int | None
    """0 where it has none."""


def queue_length(app: Celery, queue: str) -> int:
    """Messages waiting in *queue*; 0 for one that is not there.

    Raises:
        Transient: the broker is out of reach.
    """
    with _connected(app) as connection:
        return _length(connection, connection.channel(), queue)


def broker_state(app: Celery) -> BrokerState:
    """Ask the broker that *app* is connected to.

    Raises:
        Transient: it is out of reach.
    """
    with _connected(app) as connection:
        channel = connection.channel()
        messages = {queue: _length(connection, channel, queue) for queue in SERVICES}
        if connection.transport.driver_type != "redis":
            return BrokerState(messages, None, None)
        memory = channel.client.info("memory")
        return BrokerState(messages, memory["used_memory"], memory["maxmemory"])


@contextmanager
def _connected(app: Celery) -> Iterator[Any]:
    connection = app.connection_for_write(
        transport_options={**app.conf.broker_transport_options, "socket_timeout": ANSWER_WITHIN_S}
    )
    out_of_reach: tuple[type[BaseException], ...] = (
        BrokerUnreachable,
        KombuError,
        *connection.connection_errors,
    )
    try:
        with connection:
            yield connection
    except out_of_reach as error:
        raise Transient("broker unavailable", cause=type(error).__name__) from error


def _length(connection: Any, channel: Any, queue: str) -> int:
    # Kombu looks for a Redis queue without the global prefix, and so finds none passively; declaring one costs nothing there.
    passive = connection.transport.driver_type != "redis"
    try:
        return int(channel.queue_declare(queue, passive=passive).message_count)
    except connection.channel_errors:
        return 0
