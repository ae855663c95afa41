"""Utterances with their sightings and keys: what is written of them, and what must be known to write it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.engine import Row

from onrecord.storage import Session, inserting
from onrecord.storage.schema import Article, Sighting, Statement, Utterance, UtteranceKey
from onrecord_track.keys import keys_to_find, keys_to_store
from onrecord_track.likeness import Telling
from onrecord_track.records import Said, Verdict
from onrecord_track.speakers import speaker_words
from onrecord_track.told import Placed
from onrecord_track.tracking import Candidate, Order, Placement

TRACKING_LOCK = 0x0EC07AC
"""One at a time on PostgreSQL: two workers with the same new words must not both find nothing. SQLite has one writer."""

MOST_CANDIDATES = 20

MOST_NEIGHBOURS = 100
"""Utterances whose later sightings are looked at again when one of what they could repeat has changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement with its place in time, and its utterance where it has one."""

    statement_id: int
    article_id: int
    order: Order
    telling: Telling
    utterance_id: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What could be repeated by a statement, and whether more was said since."""

    candidates: list[Candidate]
    said_since: bool
    """Whether one of the utterances it could belong to has later sightings: it arrives late."""


def lock(session: Session) -> None:
    """Be the only one that places statements until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TRACKING_LOCK})


def seen(session: Session, statement_ids: Collection[int]) -> dict[int, Seen]:
    """Read statements, tracked before or not; those of deleted articles are missing."""
    rows = session.execute(
        select(
            Statement.id, Statement.article_id, Statement.speaker, Statement.cue_text, Statement.content_text,
            Statement.sentence, Statement.number, Article.outlet, Article.canonical_url, Article.published_at,
            Sighting.outlet.label("sighted_in"), Sighting.said_at, Sighting.utterance_id,
        )
        .join(Article, Article.id == Statement.article_id)
        .outerjoin(Sighting, Sighting.statement_id == Statement.id)
        .where(Statement.id.in_(statement_ids))
    )  # fmt: skip
    found = {}
    for row in rows:
        at = row.said_at or row.published_at
        outlet = row.sighted_in or row.outlet
        said = Said(row.speaker, row.cue_text, row.content_text, row.sentence, outlet, at)
        order = (at, outlet, row.canonical_url, row.number)
        found[row.id] = Seen(row.id, row.article_id, order, Telling(said), row.utterance_id)
    return found


def known_before(session: Session, this: Seen) -> Known:
    """Find the utterances that share most keys with *this*, MOST_CANDIDATES at most, as they were before it."""
    found = (
        select(UtteranceKey.utterance_id)
        .where(UtteranceKey.key.in_(sorted(keys_to_find(this.telling))))
        .group_by(UtteranceKey.utterance_id)
        .order_by(func.count().desc(), UtteranceKey.utterance_id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    utterances = session.execute(
        select(
            Utterance.id, Utterance.first_statement_id, Utterance.fullest_statement_id, Utterance.last_seen_at
        ).join(found, found.c.utterance_id == Utterance.id)
    ).all()
    if not utterances:
        return Known([], said_since=False)
    late = [number for number, _, _, last_seen_at in utterances if last_seen_at >= this.order[0]]
    ends = {number: (first, fullest) for number, first, fullest, _ in utterances if number not in late}
    outlets: dict[int, set[str]] = {number: set() for number in ends}
    for number, outlet in session.execute(
        select(Sighting.utterance_id, Sighting.outlet).where(Sighting.utterance_id.in_(ends)).distinct()
    ):
        outlets[number].add(outlet)
    since = False
    for number in late:
        before, after = [], False
        for sighting in _sightings(session, number):
            if sighting.statement_id == this.statement_id:
                continue
            if _order(sighting) < this.order:
                before.append(sighting)
            else:
                after = True
        since = since or after
        if before:
            ends[number] = _ends(before)
            outlets[number] = {sighting.outlet for sighting in before}
    told = seen(session, {each for pair in ends.values() for each in pair})
    return Known(
        [
            Candidate(
                number,
                told[first].order,
                tuple(told[each].telling for each in dict.fromkeys((first, fullest))),
                frozenset(outlets[number]),
            )
            for number, (first, fullest) in ends.items()
        ],
        said_since=since,
    )


def said_after(
    session: Session, order: Order, tellings: Iterable[Telling], *, within: timedelta
) -> list[tuple[Order, int]]:
    """Give the sightings after *order* that could repeat one of *tellings*, with their statement ids."""
    keys = {key for telling in tellings for key in keys_to_find(telling)}
    found = session.scalars(
        select(UtteranceKey.utterance_id)
        .where(UtteranceKey.key.in_(sorted(keys)))
        .group_by(UtteranceKey.utterance_id)
        .order_by(func.count().desc(), UtteranceKey.utterance_id.desc())
        .limit(MOST_NEIGHBOURS)
    ).all()
    until = order[0] + within
    return [
        (_order(sighting), sighting.statement_id)
        for number in found
        for sighting in _sightings(session, number)
        if order < _order(sighting) and sighting.said_at <= until
    ]


def members_after(session: Session, this: Seen, utterance_id: int) -> list[tuple[Order, int]]:
    """Give the sightings of an utterance after *this*, with their statement ids."""
    return [
        (_order(sighting), sighting.statement_id)
        for sighting in _sightings(session, utterance_id)
        if this.order < _order(sighting)
    ]


def placed(session: Session, statement_id: int, *, before: bool) -> Placed:
    """Say where a statement is now; *before* is whether an earlier run put it there."""
    number, verdict, update_of, first_said_at = session.execute(
        select(Utterance.id, Sighting.verdict, Utterance.update_of, Utterance.first_said_at)
        .join(Utterance, Utterance.id == Sighting.utterance_id)
        .where(Sighting.statement_id == statement_id)
    ).one()
    return Placed(
        statement_id, number, cast("Verdict", verdict), update_of is not None, first_said_at, before=before
    )


def add(session: Session, this: Seen, placement: Placement, *, at: datetime) -> int:
    """Write the sighting, and its utterance: a new one, or what the sighting adds to a known one; give its id."""
    if placement.joins is None:
        number = add_utterance(session, this, placement.update_of, at=at)
    else:
        number = placement.joins
        utterance = session.get_one(Utterance, number)
        said = this.telling.said
        if len(said.content) > len(utterance.content):
            utterance.content = said.content
            utterance.fullest_statement_id = this.statement_id
        utterance.first_said_at = min(utterance.first_said_at, said.date)
        utterance.last_seen_at = max(utterance.last_seen_at, said.date)
        if utterance.speaker is None:
            utterance.speaker = said.speaker
            utterance.speaker_key = " ".join(speaker_words(said.speaker))
        add_keys(session, number, this.telling)
    session.connection().execute(
        insert(Sighting),
        {
            "statement_id": this.statement_id, "utterance_id": number, "article_id": this.article_id,
            "outlet": this.order[1], "said_at": this.order[0], "verdict": placement.verdict,
            "nearest_id": placement.nearest_id, "score": placement.score, "reason": placement.reason, "seen_at": at,
        },
    )  # fmt: skip
    return number


def add_utterance(session: Session, this: Seen, update_of: int | None, *, at: datetime) -> int:
    """Write an utterance that begins with *this*; give its id."""
    said = this.telling.said
    number: int = session.connection().execute(
        insert(Utterance).returning(Utterance.id),
        {
            "speaker": said.speaker, "speaker_key": " ".join(speaker_words(said.speaker)), "content": said.content,
            "first_statement_id": this.statement_id, "fullest_statement_id": this.statement_id,
            "first_said_at": said.date, "last_seen_at": said.date, "update_of": update_of, "created_at": at,
        },
    ).scalar_one()  # fmt: skip
    add_keys(session, number, this.telling)
    return number


def add_keys(session: Session, utterance_id: int, telling: Telling) -> None:
    """Let the utterance be found by what *telling* says, and not only by its first and fullest sighting.

    Else a late arrival would not find those sightings of it that it must be weighed against.
    """
    keys = keys_to_store(telling)
    if keys:
        session.connection().execute(
            inserting.insert(session, UtteranceKey).on_conflict_do_nothing(),
            [{"key": key, "utterance_id": utterance_id} for key in sorted(keys)],
        )


def refresh(session: Session, utterance_id: int) -> None:
    """Write anew what an utterance sums up of its sightings; one without any is deleted."""
    rows = _sightings(session, utterance_id)
    if not rows:
        session.delete(session.get_one(Utterance, utterance_id))
        session.flush()
        return
    rows.sort(key=_order)
    first, fullest = _ends(rows)
    content = session.scalar(select(Statement.content_text).where(Statement.id == fullest))
    named = session.execute(
        select(Statement.id, Statement.speaker).where(
            Statement.id.in_([row.statement_id for row in rows]), Statement.speaker.is_not(None)
        )
    )
    speakers = {row.id: row.speaker for row in named}
    speaker = next((speakers[row.statement_id] for row in rows if row.statement_id in speakers), None)
    session.execute(
        update(Utterance)
        .where(Utterance.id == utterance_id)
        .values(
            first_statement_id=first, fullest_statement_id=fullest, content=content, speaker=speaker,
            speaker_key=" ".join(speaker_words(speaker)), first_said_at=rows[0].said_at,
            last_seen_at=rows[-1].said_at,
        )
    )  # fmt: skip


_Sighting = Row[tuple[int, datetime, str, str, int, int]]


def _sightings(session: Session, utterance_id: int) -> list[_Sighting]:
    return list(
        session.execute(
            select(
                Sighting.statement_id, Sighting.said_at, Sighting.outlet, Article.canonical_url, Statement.number,
                func.length(Statement.content_text).label("length"),
            )
            .join(Statement, Statement.id == Sighting.statement_id)
            .join(Article, Article.id == Sighting.article_id)
            .where(Sighting.utterance_id == utterance_id)
        )
    )  # fmt: skip


def _order(sighting: _Sighting) -> Order:
    return (sighting.said_at, sighting.outlet, sighting.canonical_url, sighting.number)


def _ends(sightings: Sequence[_Sighting]) -> tuple[int, int]:
    """Give the first statement and the fullest; of several as full, the earliest."""
    first = min(sightings, key=_order)
    longest = max(sighting.length for sighting in sightings)
    fullest = min((each for each in sightings if each.length == longest), key=_order)
    return first.statement_id, fullest.statement_id
