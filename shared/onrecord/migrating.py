"""Brings the database to this version's tables and ends: what a deployment runs before its workers."""

from __future__ import annotations

from onrecord import logs
from onrecord.errors import OnrecordError
from onrecord.messaging import startup
from onrecord.settings import Settings
from onrecord.storage import migrate


def main() -> None:
    """Wait for the database, migrate it; end with one line where that cannot be."""
    settings = Settings.of_worker()
    logs.configure("migrate", level=settings.log_level, form=settings.log_format)
    database = startup.opened("migrate", settings)
    try:
        startup.reach(database)
        migrate.upgrade(database)
    except OnrecordError as error:
        raise SystemExit(f"migrate: {error.message}") from error
    finally:
        database.close()


if __name__ == "__main__":
    main()
