"""What was counted lately, so that looking twice counts once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row that came to be what it is at a moment."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=Dated)


class News:
    """Remembers what was counted."""

    def __init__(self) -> None:
        self._counted: dict[tuple[type, int, datetime], None] = {}

    def among(self, rows: Iterable[T]) -> list[T]:
        """Give the *rows* that were not counted before."""
        return [row for row in rows if (type(row), row.id, row.at) not in self._counted]

    def counted(self, *kinds: Sequence[Dated]) -> None:
        """Remember rows; apart from ``among``, so that what could not be counted after all is given again."""
        self._counted |= {(type(row), row.id, row.at): None for rows in kinds for row in rows}

    def forget(self, *, before: datetime) -> None:
        """Forget what came to be before then: nobody looks there any more."""
        for name in [name for name in self._counted if name[2] < before]:
            del self._counted[name]
