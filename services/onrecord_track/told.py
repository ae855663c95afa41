"""An article as the store reads it for tracking, and where its statements went."""

from dataclasses import dataclass
from datetime import datetime

from onrecord_track.likeness import Telling
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Verdict


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of an article, as the novelty decision and as topics see it."""

    statement_id: int
    telling: Telling
    heard: Heard
    on_record: bool
    """Whether somebody said it, or a document says it: not what he is said to believe, nor an act."""


@dataclass(frozen=True, slots=True)
class Told:
    """An article with its statements, in their order."""

    article_id: int
    outlet: str
    published_at: datetime
    baseline: bool
    completeness: str
    """How much of the article was read."""
    reading: Reading
    statements: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a statement went."""

    statement_id: int
    utterance_id: int
    verdict: Verdict
    updates: bool
    first_said_at: datetime
    before: bool
    """It was placed by an earlier run."""
