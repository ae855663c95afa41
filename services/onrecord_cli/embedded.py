"""The whole system on one machine: a folder with the database and the broker, and all processes beside us."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.contracts import FeedsDue
from onrecord.errors import Misconfigured
from onrecord.messaging import publish, startup, watermark
from onrecord.messaging.app import make_app
from onrecord.settings import Settings
from onrecord.storage import Database, jobs, migrate
from onrecord_cli.broker import Broker, embedded_broker
from onrecord_cli.processes import Processes, all_processes
from onrecord_ingest import store as ingest

STOP_WITHIN_S = "2.5"
"""For the tasks under way, all of it slept by Celery where there is one; a worker's own end takes as long again."""
SCRATCH = "scratch.db"
"""The database of a run that begins afresh; never the name of one that somebody keeps."""
FOLDER_MODE = 0o700
"""The database holds webhook addresses, which are secrets."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running system."""

    database: Database
    processes: Processes
    broker: Broker | None
    """None where it is somebody else's."""
    settings: Settings

    def mend(self) -> None:
        """Start again what ended by itself; to be called every second or so."""
        if self.broker:
            self.broker.mend()
        self.processes.mend()

    def poll_now(self) -> None:
        """Send the tick that beat would send in a few seconds."""
        app = make_app("cli", self.settings)
        publish(app, FeedsDue())
        app.close()


@contextmanager
def prepared(settings: Settings) -> Iterator[Database]:
    """Open the database and bring it to this version's tables."""
    database = Database(settings.database_url)
    try:
        migrate.upgrade(database)
        yield database
    finally:
        database.close()


@contextmanager
def embedded(
    folder: Path,
    environment: Mapping[str, str],
    *,
    broker_url: str | None = None,
    log_folder: Path | None = None,
    afresh: bool = False,
) -> Iterator[Embedded]:
    """Run everything until the block ends.

    Args:
        folder: Of the broker's files, and of a lock: two systems on one database would be in each other's way.
        environment: Settings of the services, as variables; the database's address among them.
        broker_url: Of a broker that runs already; None for one of our own.
        log_folder: As in ``all_processes``.
        afresh: Delete the database SCRATCH, the broker's files and the logs that an earlier run left in *folder*.

    Raises:
        Misconfigured: another system runs in *folder*, it cannot be written to, no broker can be had, or the one that
            runs already will not do; or the database is a backup that nobody marked.
    """
    with ExitStack() as stack:
        stack.enter_context(_alone_in(folder))
        if afresh:  # not before: what runs there is not to be pulled from under its own feet
            _empty(folder)
        broker = None
        if broker_url is not None:
            startup.check_broker(broker_url)
        else:
            broker = stack.enter_context(embedded_broker(folder / "broker"))
            broker_url = broker.url
        variables = {
            "ONRECORD_STOP_WITHIN_S": STOP_WITHIN_S,
            **environment,
            "ONRECORD_BROKER_URL": broker_url,
        }
        settings = Settings.from_env(broker_url=broker_url, database_url=variables["ONRECORD_DATABASE_URL"])
        database = stack.enter_context(prepared(settings))
        watermark.compare(database, broker_url)
        if database.is_sqlite:  # its folder is locked: whoever held work is gone
            with database.write() as session:
                jobs.free_all(session)
                ingest.free_feeds(session)
        processes = stack.enter_context(all_processes(variables, log_folder=log_folder))
        yield Embedded(database, processes, broker, settings)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        lock = (folder / "onrecord.lock").open("w")
    except OSError as error:
        raise Misconfigured(f"the folder {folder} cannot be written to: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(f"onrecord runs already in {folder}: stop it first") from error
        yield


def _empty(folder: Path) -> None:
    for name in (SCRATCH, f"{SCRATCH}-wal", f"{SCRATCH}-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("broker", "logs"):
        shutil.rmtree(folder / name, ignore_errors=True)
