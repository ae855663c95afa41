"""Work announced over Celery and Redis and kept in the database. The one door to the broker."""

from onrecord.messaging.publish import announce, publish
from onrecord.messaging.work import Ending, Work
from onrecord.messaging.worker import Worker

__all__ = ["Ending", "Work", "Worker", "announce", "publish"]
