"""The database, which is the truth: engine, transactions, tables, migrations. The one door to SQLAlchemy."""

from sqlalchemy.orm import Session

from onrecord.storage.engine import Database

__all__ = ["Database", "Session"]
