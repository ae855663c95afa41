"""Alembic migrations, run by ``onrecord.storage.migrate``."""
