"""The alert worker's SQL: takes ids, gives the values of ``records``; the only writer of the worker's tables."""
