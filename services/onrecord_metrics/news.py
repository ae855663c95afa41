"""What was counted lately, so that looking twice counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")


class News:
    """Remembers what it gave out."""

    def __init__(self) -> None:
        self._seen: dict[tuple[type, int, datetime], None] = {}

    def of(self, rows: Iterable[T], key: Callable[[T], tuple[int, datetime]]) -> list[T]:
        """Give the *rows* that were not given before; *key* is a row's id, and when it came to be what it is."""
        fresh = []
        for row in rows:
            name = (type(row), *key(row))
            if name not in self._seen:
                self._seen[name] = None
                fresh.append(row)
        return fresh

    def forget(self, *, before: datetime) -> None:
        """Forget what came to be before then: nobody looks there any more."""
        for name in [name for name in self._seen if name[2] < before]:
            del self._seen[name]
