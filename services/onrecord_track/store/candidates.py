"""What a statement could repeat, and what could repeat it: found by keys, never by looking through everything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import aliased

from onrecord.storage import Session
from onrecord.storage.lists import among
from onrecord.storage.schema import Article, Sighting, Statement, Utterance, UtteranceKey
from onrecord_track.keys import keys_to_find
from onrecord_track.likeness import Telling
from onrecord_track.records import Said
from onrecord_track.store.statements import Seen, seen
from onrecord_track.tracking import Candidate, Order

MOST_CANDIDATES = 8
"""Over 19,832 statements of 840 articles in a row the verdicts are as many of each kind with 8, 10 and 20; with 4 four fewer
are found to be told before."""

MOST_POSTINGS = 5_000
"""Rows of the index that are looked at for one statement. A million utterances of a few much quoted people make 2,750."""

MOST_NEIGHBOURS = 100
"""Utterances whose later sightings are looked at again when one of what they could repeat has changed."""

MOST_LATER = 500
"""Of those sightings, the earliest."""


@dataclass(frozen=True, slots=True)
class Known:
    """What could be repeated by a statement, and whether more was said since."""

    candidates: list[Candidate]
    found: frozenset[int]
    """Ids of all the utterances that were looked at: of the candidates, and of those that were first said later."""
    said_since: bool
    """Whether one of the utterances it could belong to has later sightings: it arrives late."""


_posted = (
    select(UtteranceKey.utterance_id).where(among(UtteranceKey.key, "keys")).limit(MOST_POSTINGS).subquery()
)
_nearest = (
    select(_posted.c.utterance_id)
    .group_by(_posted.c.utterance_id)
    .order_by(func.count().desc(), _posted.c.utterance_id.desc())
    .limit(bindparam("most"))
)
_found = _nearest.subquery()
_elsewhere = aliased(Sighting)
_KNOWN = (
    select(
        Utterance.id, Utterance.last_seen_at, Utterance.first_statement_id,
        exists().where(_elsewhere.utterance_id == Utterance.id, _elsewhere.outlet == bindparam("outlet")),
        Statement.id, Statement.speaker, Statement.cue_text, Statement.content_text, Statement.sentence,
        Statement.number, Article.canonical_url, Sighting.outlet, Sighting.said_at,
    )
    .select_from(_found)
    .join(Utterance, Utterance.id == _found.c.utterance_id)
    .join(Statement, Statement.id.in_([Utterance.first_statement_id, Utterance.fullest_statement_id]))
    .join(Sighting, Sighting.statement_id == Statement.id)
    .join(Article, Article.id == Statement.article_id)
)  # fmt: skip
_SIGHTINGS = (
    select(
        Sighting.utterance_id, Sighting.statement_id, Sighting.said_at, Sighting.outlet, Article.canonical_url,
        Statement.number, func.length(Statement.content_text).label("length"),
    )
    .join(Statement, Statement.id == Sighting.statement_id)
    .join(Article, Article.id == Sighting.article_id)
    .where(among(Sighting.utterance_id, "utterance_ids"))
)  # fmt: skip
_SAID_AFTER = (
    _SIGHTINGS.where(
        Sighting.said_at <= bindparam("until"),
        or_(
            Sighting.said_at > bindparam("at"),
            and_(Sighting.said_at == bindparam("at"), Sighting.outlet >= bindparam("outlet")),
        ),
    )
    .order_by(Sighting.said_at, Sighting.outlet, Article.canonical_url, Statement.number)
    .limit(MOST_LATER)
)


def known_before(session: Session, this: Seen, keys: Collection[int]) -> Known:
    """Find the utterances that share most of *keys*, MOST_CANDIDATES at most, as they were before *this*."""
    asked = {"keys": list(keys), "most": MOST_CANDIDATES, "outlet": this.order[1]}
    held: dict[int, list[tuple[Order, Telling]]] = {}
    here: set[int] = set()
    late: set[int] = set()
    for (
        number, last_seen_at, first, told_here, statement, speaker, cue, content, sentence, place, address,
        outlet, said_at,
    ) in session.connection().execute(_KNOWN, asked):  # fmt: skip
        if last_seen_at >= this.order[0]:
            late.add(number)
            continue
        if told_here:
            here.add(number)
        telling = Telling(Said(speaker, cue, content, sentence, outlet, said_at))
        order = (said_at, outlet, address, place)
        held.setdefault(number, []).insert(0 if statement == first else 1, (order, telling))
    candidates = [
        Candidate(number, tellings[0][0], tuple(telling for _, telling in tellings), number in here)
        for number, tellings in held.items()
    ]
    found = frozenset(late.union(held))
    if not late:
        return Known(candidates, found, said_since=False)
    more, since = _as_they_were(session, this, late)
    return Known(candidates + more, found, since)


def _as_they_were(
    session: Session, this: Seen, utterance_ids: Collection[int]
) -> tuple[list[Candidate], bool]:
    """Give utterances by what was said of them before *this*, and say whether anything was said of them since."""
    before: dict[int, list[Sighted]] = {}
    since = False
    for sighting in sightings(session, utterance_ids):
        if sighting.statement_id != this.statement_id:
            if order_of(sighting) < this.order:
                before.setdefault(sighting.utterance_id, []).append(sighting)
            else:
                since = True
    both = {number: ends(of) for number, of in before.items()}
    told = seen(session, {each for pair in both.values() for each in pair})
    return [
        Candidate(
            number,
            told[first].order,
            tuple(told[each].telling for each in dict.fromkeys((first, fullest))),
            any(each.outlet == this.order[1] for each in before[number]),
        )
        for number, (first, fullest) in both.items()
    ], since


def said_after(
    session: Session, order: Order, tellings: Iterable[Telling], *, within: timedelta
) -> list[tuple[Order, int]]:
    """Give the sightings after *order* that share a key with one of *tellings*, with their statement ids.

    MOST_LATER at most, the earliest, of the MOST_NEIGHBOURS utterances that share most.
    """
    keys = {key for telling in tellings for key in keys_to_find(telling)}
    connection = session.connection()
    found = connection.scalars(_nearest, {"keys": list(keys), "most": MOST_NEIGHBOURS}).all()
    asked = {"utterance_ids": found, "at": order[0], "outlet": order[1], "until": order[0] + within}
    rows = connection.execute(_SAID_AFTER, asked)
    return [(order_of(each), each.statement_id) for each in rows if order < order_of(each)]


def members_after(session: Session, this: Seen, utterance_id: int) -> list[tuple[Order, int]]:
    """Give the sightings of an utterance after *this*, with their statement ids."""
    return [
        (order_of(each), each.statement_id)
        for each in sightings(session, [utterance_id])
        if this.order < order_of(each)
    ]


Sighted = Row[tuple[int, int, datetime, str, str, int, int]]


def sightings(session: Session, utterance_ids: Collection[int]) -> Sequence[Sighted]:
    """Read the sightings of utterances, without their words."""
    return session.connection().execute(_SIGHTINGS, {"utterance_ids": list(utterance_ids)}).all()


def order_of(sighting: Sighted) -> Order:
    return (sighting.said_at, sighting.outlet, sighting.canonical_url, sighting.number)


def ends(of: Sequence[Sighted]) -> tuple[int, int]:
    """Give the first statement and the fullest; of several as full, the earliest."""
    first = min(of, key=order_of)
    longest = max(sighting.length for sighting in of)
    fullest = min((each for each in of if each.length == longest), key=order_of)
    return first.statement_id, fullest.statement_id
