"""The values that track's modules pass to each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Span = tuple[int, int]
"""Characters [start, end) of the article's readable text."""

Pairing = Literal["same", "update", "different"]

Verdict = Literal["new", "repeat", "re_report", "update"]

Kept = Literal[
    "repeat",
    "re_report",
    "not_on_record",
    "muted",
    "incomplete",
    "before_subscription",
    "baseline",
    "reprocessed",
]
"""Why a match is not told."""

Outcome = Literal["due", "update_due", Kept]

Completeness = Literal["any", "partial", "full"]
"""How much of an article a topic wants to have been read."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as the novelty decision sees it."""

    speaker: str | None
    """Canonical name; None when nobody could say who it was."""

    cue: str
    """The words of saying ("has refused to confirm"); part of the statement, polarity may sit in it."""

    content: str
    """What was said; parts that are apart in the article are joined with " … "."""

    sentence: str
    outlet: str
    date: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a later statement is to somebody who knows the earlier one."""

    verdict: Pairing
    score: float
    """How much of the shorter statement the other one holds, in [0, 1]; 0 when the speakers differ."""

    reason: str
    """One clause in plain words, for the alert and the list of what was suppressed."""


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of a person, organisation or place in the article's text."""

    canonical: str
    type: str
    id: int
    """The same for every mention of one entity within an article."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement as topics see it; every span points into the article's readable text."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str
    speaker: str | None
    speaker_id: int | None
    """The ``Named.id`` of the speaker, where the speaker is an entity of the article."""
