"""Utterances with their sightings and keys: what is written of them, and what must be known to write it."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import func, insert, select, text, update

from onrecord.storage import Session, inserting
from onrecord.storage.schema import Sighting, Statement, Utterance, UtteranceKey
from onrecord_track.keys import keys_to_find, keys_to_store
from onrecord_track.likeness import Telling
from onrecord_track.records import Said, Verdict
from onrecord_track.speakers import speaker_words
from onrecord_track.told import Placed, Stated
from onrecord_track.tracking import Candidate, Placement

TRACKING_LOCK = 0x0EC07AC
"""One at a time on PostgreSQL: two workers with the same new words must not both find nothing. SQLite has one writer."""

MOST_CANDIDATES = 20


def lock(session: Session) -> None:
    """Be the only one that places statements until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TRACKING_LOCK})


def placed_before(session: Session, article_id: int) -> dict[int, Placed]:
    """Say where an earlier run put the article's statements, by statement id."""
    rows = session.execute(
        select(
            Sighting.statement_id,
            Sighting.utterance_id,
            Sighting.verdict,
            Utterance.update_of,
            Utterance.first_said_at,
        )
        .join(Utterance, Utterance.id == Sighting.utterance_id)
        .where(Sighting.article_id == article_id)
    )
    return {
        statement_id: Placed(
            statement_id,
            utterance_id,
            cast("Verdict", verdict),
            update_of is not None,
            first_said_at,
            before=True,
        )
        for statement_id, utterance_id, verdict, update_of, first_said_at in rows
    }


def candidates(session: Session, telling: Telling) -> list[Candidate]:
    """Find the utterances that share most keys with *telling*, MOST_CANDIDATES at most."""
    shared = func.count()
    found = session.scalars(
        select(UtteranceKey.utterance_id)
        .where(UtteranceKey.key.in_(sorted(keys_to_find(telling))))
        .group_by(UtteranceKey.utterance_id)
        .order_by(shared.desc(), UtteranceKey.utterance_id.desc())
        .limit(MOST_CANDIDATES)
    ).all()
    if not found:
        return []
    outlets: dict[int, set[str]] = {number: set() for number in found}
    for number, outlet in session.execute(
        select(Sighting.utterance_id, Sighting.outlet).where(Sighting.utterance_id.in_(found)).distinct()
    ):
        outlets[number].add(outlet)
    utterances = session.execute(
        select(
            Utterance.id,
            Utterance.first_said_at,
            Utterance.first_statement_id,
            Utterance.fullest_statement_id,
        ).where(Utterance.id.in_(found))
    ).all()
    # Two queries, not one join: PostgreSQL reads every statement for "is the first or is the fullest".
    wanted = {number for _, _, first, fullest in utterances for number in (first, fullest)}
    tellings = {
        number: Telling(Said(speaker, cue, content, sentence, outlet, said_at))
        for number, speaker, cue, content, sentence, outlet, said_at in session.execute(
            select(
                Statement.id,
                Statement.speaker,
                Statement.cue_text,
                Statement.content_text,
                Statement.sentence,
                Sighting.outlet,
                Sighting.said_at,
            )
            .join(Sighting, Sighting.statement_id == Statement.id)
            .where(Statement.id.in_(wanted))
        )
    }
    return [
        Candidate(
            number,
            first_said_at,
            tuple(tellings[each] for each in sorted({first, fullest})),
            frozenset(outlets[number]),
        )
        for number, first_said_at, first, fullest in utterances
    ]


def record(
    session: Session, stated: Stated, article_id: int, placement: Placement, *, at: datetime
) -> Placed:
    """Write the sighting, and its utterance: a new one, or what the sighting adds to a known one."""
    if placement.joins is None:
        utterance_id, update_of, first_said_at = _add_utterance(session, stated, placement, at=at)
    else:
        utterance_id, update_of, first_said_at = _add_to_utterance(session, stated, placement.joins)
    if placement.updated_by:
        session.execute(
            update(Utterance)
            .where(Utterance.id.in_(placement.updated_by), Utterance.update_of.is_(None))
            .values(update_of=utterance_id)
        )
    said = stated.telling.said
    session.connection().execute(
        insert(Sighting),
        {
            "statement_id": stated.statement_id, "utterance_id": utterance_id, "article_id": article_id,
            "outlet": said.outlet, "said_at": said.date, "verdict": placement.verdict,
            "nearest_id": placement.nearest_id, "score": placement.score, "reason": placement.reason, "seen_at": at,
        },
    )  # fmt: skip
    return Placed(
        stated.statement_id,
        utterance_id,
        placement.verdict,
        update_of is not None,
        first_said_at,
        before=False,
    )


def _add_utterance(
    session: Session, stated: Stated, placement: Placement, *, at: datetime
) -> tuple[int, int | None, datetime]:
    said = stated.telling.said
    utterance_id = session.connection().execute(
        insert(Utterance).returning(Utterance.id),
        {
            "speaker": said.speaker, "speaker_key": " ".join(speaker_words(said.speaker)), "content": said.content,
            "first_statement_id": stated.statement_id, "fullest_statement_id": stated.statement_id,
            "first_said_at": said.date, "last_seen_at": said.date, "update_of": placement.update_of, "created_at": at,
        },
    ).scalar_one()  # fmt: skip
    _add_keys(session, utterance_id, keys_to_store(stated.telling))
    return utterance_id, placement.update_of, said.date


def _add_to_utterance(
    session: Session, stated: Stated, utterance_id: int
) -> tuple[int, int | None, datetime]:
    said = stated.telling.said
    utterance = session.get_one(Utterance, utterance_id)
    if len(said.content) > len(utterance.content):
        utterance.content = said.content
        utterance.fullest_statement_id = stated.statement_id
        _add_keys(session, utterance_id, keys_to_store(stated.telling))
    utterance.first_said_at = min(utterance.first_said_at, said.date)
    utterance.last_seen_at = max(utterance.last_seen_at, said.date)
    if utterance.speaker is None:
        utterance.speaker = said.speaker
        utterance.speaker_key = " ".join(speaker_words(said.speaker))
    return utterance.id, utterance.update_of, utterance.first_said_at


def _add_keys(session: Session, utterance_id: int, keys: Collection[int]) -> None:
    if not keys:
        return
    session.connection().execute(
        inserting.insert(session, UtteranceKey).on_conflict_do_nothing(),
        [{"key": key, "utterance_id": utterance_id} for key in sorted(keys)],
    )
