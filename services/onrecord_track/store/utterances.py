"""Utterances with their sightings and keys: what is written of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import bindparam, case, func, insert, select, text, update

from onrecord.storage import Session
from onrecord.storage.inserting import add_missing
from onrecord.storage.lists import among
from onrecord.storage.schema import Sighting, Statement, Utterance, UtteranceKey
from onrecord_track.keys import keys_to_store
from onrecord_track.likeness import Telling
from onrecord_track.records import Verdict
from onrecord_track.speakers import speaker_words
from onrecord_track.store.candidates import ends, order_of, sightings
from onrecord_track.store.statements import Seen
from onrecord_track.told import Placed
from onrecord_track.tracking import Placement

TRACKING_LOCK = 0x0EC07AC
"""One at a time on PostgreSQL: two workers with the same new words must not both find nothing. SQLite has one writer."""

_ADD = insert(Utterance).returning(Utterance.id, Utterance.first_statement_id)
_ADD_SIGHTING = insert(Sighting)
_fuller = func.length(Utterance.content) < bindparam("chars")
_GROW = (
    update(Utterance)
    .where(Utterance.id == bindparam("number"))
    .values(
        content=case((_fuller, bindparam("told")), else_=Utterance.content),
        fullest_statement_id=case((_fuller, bindparam("statement")), else_=Utterance.fullest_statement_id),
        first_said_at=case((Utterance.first_said_at > bindparam("at"), bindparam("at")), else_=Utterance.first_said_at),
        last_seen_at=case((Utterance.last_seen_at < bindparam("at"), bindparam("at")), else_=Utterance.last_seen_at),
        speaker_key=case((Utterance.speaker.is_(None), bindparam("folded")), else_=Utterance.speaker_key),
        speaker=func.coalesce(Utterance.speaker, bindparam("named")),
    )
)  # fmt: skip
_PLACED = (
    select(
        Sighting.statement_id, Utterance.id, Sighting.verdict, Utterance.update_of, Utterance.first_said_at
    )
    .join(Utterance, Utterance.id == Sighting.utterance_id)
    .where(among(Sighting.statement_id, "statement_ids"))
)


def lock(session: Session) -> None:
    """Be the only one that places statements until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TRACKING_LOCK})


def placed(session: Session, statement_ids: Collection[int], *, before: Collection[int]) -> dict[int, Placed]:
    """Say where statements are now; *before* are those that an earlier run put there."""
    rows = session.connection().execute(_PLACED, {"statement_ids": list(statement_ids)})
    return {
        statement: Placed(
            statement, number, cast("Verdict", verdict), update_of is not None, first_said_at,
            before=statement in before,
        )
        for statement, number, verdict, update_of, first_said_at in rows
    }  # fmt: skip


class Unwritten:
    """New utterances with their one sighting, written together: an article's cost as much as one."""

    def __init__(self, session: Session, *, at: datetime) -> None:
        self._session = session
        self._at = at
        self._waiting: list[tuple[Seen, Placement]] = []
        self._keys: set[int] = set()

    def add(self, this: Seen, placement: Placement) -> None:
        self._waiting.append((this, placement))
        self._keys.update(keys_to_store(this.telling))

    def write_if_asked_by(self, keys: Collection[int]) -> None:
        """Write them if one of them is found by *keys*."""
        if not self._keys.isdisjoint(keys):
            self.write()

    def write(self) -> None:
        if self._waiting:
            updates = [(this, placement.update_of) for this, placement in self._waiting]
            numbers = add_utterances(self._session, updates, at=self._at)
            add_sightings(
                self._session,
                [(this, placement, numbers[this.statement_id]) for this, placement in self._waiting],
                at=self._at,
            )
            self._waiting, self._keys = [], set()


def add_utterances(
    session: Session, first: Sequence[tuple[Seen, int | None]], *, at: datetime
) -> dict[int, int]:
    """Write utterances that begin with a statement each, and what they update; give their ids by statement."""
    rows = []
    for this, update_of in first:
        said = this.telling.said
        rows.append({
            "speaker": said.speaker, "speaker_key": " ".join(speaker_words(said.speaker)), "content": said.content,
            "first_statement_id": this.statement_id, "fullest_statement_id": this.statement_id,
            "first_said_at": said.date, "last_seen_at": said.date, "update_of": update_of, "created_at": at,
        })  # fmt: skip
    added = session.connection().execute(_ADD, rows)
    numbers = {statement: number for number, statement in added}
    add_keys(session, [(numbers[this.statement_id], this.telling) for this, _ in first])
    return numbers


def add_sightings(session: Session, placed: Sequence[tuple[Seen, Placement, int]], *, at: datetime) -> None:
    """Write statements as sightings of utterances that are there."""
    session.connection().execute(
        _ADD_SIGHTING,
        [
            {
                "statement_id": this.statement_id, "utterance_id": number, "article_id": this.article_id,
                "outlet": this.order[1], "said_at": this.order[0], "verdict": placement.verdict,
                "nearest_id": placement.nearest_id, "score": placement.score, "reason": placement.reason, "seen_at": at,
            }
            for this, placement, number in placed
        ],
    )  # fmt: skip


def grow(session: Session, number: int, this: Seen) -> None:
    """Add to an utterance what *this* tells of it."""
    said = this.telling.said
    session.connection().execute(
        _GROW,
        {
            "number": number, "chars": len(said.content), "told": said.content, "statement": this.statement_id,
            "at": said.date, "named": said.speaker, "folded": " ".join(speaker_words(said.speaker)),
        },
    )  # fmt: skip
    add_keys(session, [(number, this.telling)])


def add_keys(session: Session, tellings: Sequence[tuple[int, Telling]]) -> None:
    """Let utterances be found by all that was told of them, and not only by their first and fullest sighting.

    Else a late arrival would not find those sightings of it that it must be weighed against.
    """
    rows = [
        {"key": key, "utterance_id": number} for number, telling in tellings for key in keys_to_store(telling)
    ]
    add_missing(session, UtteranceKey, rows)


def refresh(session: Session, utterance_id: int) -> None:
    """Write anew what an utterance sums up of its sightings; one without any is deleted."""
    rows = sorted(sightings(session, [utterance_id]), key=order_of)
    if not rows:
        session.delete(session.get_one(Utterance, utterance_id))
        session.flush()
        return
    first, fullest = ends(rows)
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
