"""Utterances with their sightings and keys: what is written of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import bindparam, case, delete, func, select, update

from onrecord.storage import Session
from onrecord.storage.inserting import add_missing, add_rows
from onrecord.storage.lists import among
from onrecord.storage.ready import Ready
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

_LOCK = Ready(
    select(
        func.pg_advisory_xact_lock(TRACKING_LOCK),
        # Every statement here goes by keys, and its plan does not depend on how many; planned anew for each list, as
        # PostgreSQL would, they take a seventh of its time.
        func.set_config("plan_cache_mode", "force_generic_plan", True),
    )
)
_LAST_SAID_AT = Ready(select(func.max(Utterance.last_seen_at)))
_fuller = func.length(Utterance.content) < bindparam("chars")
_GROW = Ready(
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
_DELETE = Ready(delete(Utterance).where(Utterance.id == bindparam("number")))
_WORDS = Ready(
    select(
        Statement.id, Statement.speaker, case((Statement.id == bindparam("fullest"), Statement.content_text))
    ).where(among(Statement.id, "ids"))
)  # fmt: skip
_SUM_UP = Ready(
    update(Utterance)
    .where(Utterance.id == bindparam("number"))
    .values(
        first_statement_id=bindparam("first"), fullest_statement_id=bindparam("fullest"), content=bindparam("told"),
        speaker=bindparam("named"), speaker_key=bindparam("folded"), first_said_at=bindparam("from"),
        last_seen_at=bindparam("until"),
    )
)  # fmt: skip
_PLACED = Ready(
    select(
        Sighting.statement_id, Utterance.id, Sighting.verdict, Utterance.update_of, Utterance.first_said_at
    )
    .join(Utterance, Utterance.id == Sighting.utterance_id)
    .where(among(Sighting.statement_id, "statement_ids"))
)


def lock(session: Session) -> None:
    """Be the only one that places statements until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        _LOCK.rows(session, {})


def last_said_at(session: Session) -> datetime | None:
    """Say when the latest of all sightings was published; None where there is none."""
    ((at,),) = _LAST_SAID_AT.rows(session, {})
    return cast("datetime | None", at)


def placed(session: Session, statement_ids: Collection[int], *, before: Collection[int]) -> dict[int, Placed]:
    """Say where statements are now; *before* are those that an earlier run put there."""
    rows = _PLACED.rows(session, {"statement_ids": list(statement_ids)})
    return {
        statement: Placed(
            statement, number, cast("Verdict", verdict), update_of is not None, first_said_at,
            before=statement in before,
        )
        for statement, number, verdict, update_of, first_said_at in rows
    }  # fmt: skip


def add_utterances(
    session: Session, first: Sequence[tuple[Seen, int | None]], *, at: datetime
) -> dict[int, int]:
    """Write utterances that begin with a statement each, and what they update, without keys; give their ids by statement."""
    rows = []
    for this, update_of in first:
        said = this.telling.said
        rows.append({
            "speaker": said.speaker, "speaker_key": " ".join(speaker_words(said.speaker)), "content": said.content,
            "first_statement_id": this.statement_id, "fullest_statement_id": this.statement_id,
            "first_said_at": said.date, "last_seen_at": said.date, "update_of": update_of, "created_at": at,
        })  # fmt: skip
    added = add_rows(session, Utterance, rows, returning=("id", "first_statement_id"))
    return {statement: number for number, statement in added}


def add_sightings(session: Session, placed: Sequence[tuple[Seen, Placement, int]], *, at: datetime) -> None:
    """Write statements as sightings of utterances that are there."""
    add_rows(
        session,
        Sighting,
        [
            {
                "statement_id": this.statement_id, "utterance_id": number, "article_id": this.article_id,
                "outlet": this.order[1], "said_at": this.order[0], "verdict": placement.verdict,
                "nearest_id": placement.nearest_id, "score": placement.score, "reason": placement.reason, "seen_at": at,
            }
            for this, placement, number in placed
        ],
    )  # fmt: skip


def grow(session: Session, told: Sequence[tuple[int, Seen]]) -> None:
    """Add to utterances what statements tell of them."""
    _GROW.each(
        session,
        [
            {
                "number": number, "chars": len(this.telling.said.content), "told": this.telling.said.content,
                "statement": this.statement_id, "at": this.telling.said.date, "named": this.telling.said.speaker,
                "folded": " ".join(speaker_words(this.telling.said.speaker)),
            }
            for number, this in told
        ],
    )  # fmt: skip


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
        _DELETE.rows(session, {"number": utterance_id})
        return
    first, fullest = ends(rows)
    numbers = [row.statement_id for row in rows]
    told = {number: words for number, *words in _WORDS.rows(session, {"ids": numbers, "fullest": fullest})}
    speaker = next((told[number][0] for number in numbers if told[number][0] is not None), None)
    _SUM_UP.rows(
        session,
        {
            "number": utterance_id, "first": first, "fullest": fullest, "told": told[fullest][1],
            "named": speaker, "folded": " ".join(speaker_words(speaker)), "from": rows[0].said_at,
            "until": rows[-1].said_at,
        },
    )  # fmt: skip
