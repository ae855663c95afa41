"""What this service gives out: entities and statements, with character offsets into the text they came from."""

from dataclasses import dataclass

Span = tuple[int, int]
"""Half-open ``(start, end)``, characters of the text; ``text[start:end]`` is what it names. Never empty."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention of a person, an organisation or a place.

    ``text`` is ``article[start:end]``. ``canonical`` is the fullest form the article gives, titles stripped;
    mentions of one entity share it and ``id``. Ids count from 0 in order of first mention, within one article.
    """

    text: str
    start: int
    end: int
    type: str
    canonical: str
    id: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: *source* said, with *cue*, *content*.

    Each part is a tuple of spans in order, because each may be broken up ("A," said X, "B"); ``source`` and
    ``cue`` may be empty, ``content`` never is. ``kind`` is direct (all of it quoted), indirect (none) or mixed.
    ``speaker`` is the canonical name the source refers to, None where that is not known; ``speaker_id`` is that
    entity's id, None where the speaker is no entity. ``role`` is as the article words it, None where it gives none.
    """

    kind: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speaker: str | None
    speaker_id: int | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that one article gave: entities by start, statements by first content."""

    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
