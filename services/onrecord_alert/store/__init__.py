"""The alert worker's SQL: takes ids, gives the values of ``records``; the only writer of the worker's tables."""

from onrecord_alert.store.attempts import begin, refused, sent
from onrecord_alert.store.reading import Due, due

__all__ = ["Due", "begin", "due", "refused", "sent"]
