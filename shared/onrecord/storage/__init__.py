"""The database, which is the truth: engine, transactions, tables, migrations. The one door to SQLAlchemy."""

from onrecord.storage.engine import Database

__all__ = ["Database"]
