"""What a process makes sure of before it begins: its database and its broker are there, right, and take what is written."""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import urlsplit

import redis
import structlog
from amqp.exceptions import AccessRefused, NotAllowed
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerUnreachable

from onrecord.errors import Misconfigured, Transient
from onrecord.messaging import watermark
from onrecord.messaging.app import KEY_PREFIX
from onrecord.settings import Settings
from onrecord.storage import Database, migrate

WAIT_FOR_DATABASE_S: Final = 60.0
"""Compose and Kubernetes start everything at once; past this, whoever supervises us is told."""
LOOK_EVERY_S: Final = 2.0
BROKER_WITHIN_S: Final = 5.0

OLDEST_REDIS: Final = (6, 2)
"""What is older has been out of support for years, and was never tried; valkey counts on from 7.2."""

PASSING: Final = ("starting up", "shutting down", "in recovery", "too many", "remaining connection slots")
"""Of PostgreSQL's refusals, those that end by themselves."""

PROBE: Final = f"{KEY_PREFIX}probe"

log = structlog.get_logger()


def opened(service: str, settings: Settings) -> Database:
    """Open the database of the settings; nothing is connected yet.

    Raises:
        SystemExit: with one line as *service*'s, where the address is none.
    """
    try:
        return Database(settings.database_url)
    except Misconfigured as error:
        raise SystemExit(f"{service}: {error.message}") from error


def check(service: str, database: Database, broker_url: str) -> None:
    """Check both, and end the process with one line that names the fix where something is wrong.

    A database that is out of reach is waited for, a broker is not: it is only a hint, and may come later.

    Raises:
        SystemExit: with the line, as *service*'s.
    """
    try:
        await_database(database)
        check_broker(broker_url)
        watermark.compare(database, broker_url)
    except (Misconfigured, Transient) as error:
        raise SystemExit(f"{service}: {error.message}") from error
    finally:
        database.close()


def await_database(database: Database, *, within_s: float = WAIT_FOR_DATABASE_S) -> None:
    """Wait until *database* answers, and make sure that it takes writes and has the tables that this version needs.

    Raises:
        Misconfigured: it does not, or was out of reach for *within_s* seconds; the message names the fix.
    """
    reach(database, within_s=within_s)
    newer = migrate.check_current(database)
    if newer is not None:
        log.warning("database_newer", revision=newer, fix="upgrade this worker, too")


def reach(database: Database, *, within_s: float = WAIT_FOR_DATABASE_S) -> None:
    """Wait until *database* answers and takes writes, whatever its tables.

    Raises:
        Misconfigured: it does not, or was out of reach for *within_s* seconds; the message names the fix.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            database.check_writable()
        except Transient as error:
            detail = " ".join(str(error.context.get("detail") or error.message).split())
            if "FATAL" in detail and not any(passing in detail for passing in PASSING):
                raise Misconfigured(
                    f"the database refuses us ({detail}): see ONRECORD_DATABASE_URL"
                ) from error
            if time.monotonic() > deadline:
                raise Misconfigured(
                    f"no database for {within_s:.0f} s ({detail}): start it, or set ONRECORD_DATABASE_URL"
                ) from error
            log.warning("database_awaited", reason=detail)
            time.sleep(LOOK_EVERY_S)
        else:
            return


def check_broker(url: str) -> None:
    """Make sure that the broker at *url*, if it can be reached, is one that will do.

    Raises:
        Misconfigured: it is something else, too old, full, read-only, or refuses us; the message names the fix.
    """
    if urlsplit(url).scheme in ("redis", "rediss"):
        _check_redis(url)
    else:
        _check_rabbitmq(url)


def _check_redis(url: str) -> None:
    client = redis.Redis.from_url(
        url, socket_timeout=BROKER_WITHIN_S, socket_connect_timeout=BROKER_WITHIN_S, decode_responses=True
    )
    try:
        about = client.info()
        client.set(PROBE, "1", ex=60)
    except redis.AuthenticationError as error:
        raise Misconfigured(
            "the broker refuses our name or password: see ONRECORD_BROKER_URL and the access list of Redis"
        ) from error
    except redis.exceptions.NoPermissionError as error:
        raise Misconfigured(
            "the broker lets us in and not write: its access list must allow keys onrecord:* (deploy/setup.sh writes one)"
        ) from error
    except redis.exceptions.OutOfMemoryError as error:
        raise Misconfigured(
            "the broker is full: raise its maxmemory, or empty it with FLUSHDB, which loses nothing"
        ) from error
    except redis.exceptions.ReadOnlyError as error:
        raise Misconfigured(
            "the broker is a read-only replica: set ONRECORD_BROKER_URL to its primary"
        ) from error
    except redis.InvalidResponse as error:
        raise Misconfigured(
            "what answers at ONRECORD_BROKER_URL is no Redis: see its host and port"
        ) from error
    except (redis.ConnectionError, redis.TimeoutError, redis.exceptions.ClusterDownError) as error:
        log.warning("broker_unchecked", reason=type(error).__name__)
        return
    except redis.ResponseError as error:  # MISCONF: it cannot save; or a database number that is not there
        raise Misconfigured(f"the broker takes nothing: {str(error)[:200]}") from error
    finally:
        client.close()
    _check_version(str(about.get("redis_version", "0")))
    policy = about.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        log.warning("broker_evicts", policy=policy, fix="set its maxmemory-policy to noeviction")


def _check_version(version: str) -> None:
    parts = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if parts < OLDEST_REDIS:
        oldest = ".".join(map(str, OLDEST_REDIS))
        raise Misconfigured(f"the broker is Redis {version}: onrecord needs {oldest} or newer")


def _check_rabbitmq(url: str) -> None:
    with Connection(url, connect_timeout=BROKER_WITHIN_S) as connection:
        out_of_reach: tuple[type[BaseException], ...] = (
            BrokerUnreachable,
            *connection.recoverable_connection_errors,
        )
        try:
            connection.connect()
        except (AccessRefused, NotAllowed) as error:
            raise Misconfigured(
                "the broker refuses our name, password or virtual host: see ONRECORD_BROKER_URL"
            ) from error
        except out_of_reach as error:
            log.warning("broker_unchecked", reason=type(error).__name__)
