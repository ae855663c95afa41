"""What a statement could repeat, and what could repeat it: found by keys, never by looking through everything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from onrecord.storage import Session
from onrecord.storage.lists import among, one_of
from onrecord.storage.ready import Ready
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


_elsewhere = aliased(Sighting)
_near = and_(Utterance.last_seen_at < bindparam("at"), Utterance.first_said_at >= bindparam("since"))


def _nearest(keys: str) -> Select[tuple[int]]:
    """Select the utterances that share most of the keys named *keys*, "most" of them at most."""
    posted = (
        select(UtteranceKey.utterance_id).where(among(UtteranceKey.key, keys)).limit(MOST_POSTINGS).subquery()
    )
    return (
        select(posted.c.utterance_id)
        .group_by(posted.c.utterance_id)
        .order_by(func.count().desc(), posted.c.utterance_id.desc())
        .limit(bindparam("most"))
    )


@cache
def _known_before(statements: int) -> Ready:
    """Select what so many statements could repeat: a row for the first and one for the fullest sighting of each utterance.

    Of an utterance that is too old to be repeated, or that was told later too, there is one row without words.
    """
    each = [_nearest(f"keys{place}").subquery() for place in range(statements)]
    found = union_all(
        *(
            select(literal_column(str(place), Integer).label("place"), one.c.utterance_id)
            for place, one in enumerate(each)
        )
    ).subquery()
    sighted = one_of(
        Statement.id,
        case((_near, Utterance.first_statement_id)),
        case((_near, Utterance.fullest_statement_id)),
    )
    return Ready(
        select(
            found.c.place, Utterance.id, Utterance.last_seen_at >= bindparam("at"),
            and_(_near, exists().where(_elsewhere.utterance_id == Utterance.id, _elsewhere.outlet == bindparam("outlet"))),
            Utterance.first_statement_id, Statement.id, Statement.speaker, Statement.cue_text, Statement.content_text, Statement.sentence,
            Statement.number, Article.canonical_url, Sighting.outlet, Sighting.said_at,
        )
        .select_from(found)
        .join(Utterance, Utterance.id == found.c.utterance_id)
        .outerjoin(Statement, sighted)
        .outerjoin(Sighting, Sighting.statement_id == Statement.id)
        .outerjoin(Article, Article.id == Statement.article_id)
    )  # fmt: skip


_NEIGHBOURS = Ready(_nearest("keys"))
_sightings = (
    select(
        Sighting.utterance_id, Sighting.statement_id, Sighting.said_at, Sighting.outlet, Article.canonical_url,
        Statement.number, func.length(Statement.content_text),
    )
    .join(Statement, Statement.id == Sighting.statement_id)
    .join(Article, Article.id == Sighting.article_id)
    .where(among(Sighting.utterance_id, "utterance_ids"))
)  # fmt: skip
_SIGHTINGS = Ready(_sightings)
_SAID_AFTER = Ready(
    _sightings.where(
        Sighting.said_at <= bindparam("until"),
        or_(
            Sighting.said_at > bindparam("at"),
            and_(Sighting.said_at == bindparam("at"), Sighting.outlet >= bindparam("outlet")),
        ),
    )
    .order_by(Sighting.said_at, Sighting.outlet, Article.canonical_url, Statement.number)
    .limit(MOST_LATER)
)


def known_before(
    session: Session, asking: Sequence[tuple[Seen, Collection[int]]], *, within: timedelta
) -> list[Known]:
    """Find for each statement the utterances that share most of its keys, MOST_CANDIDATES at most, as they were before it.

    Args:
        asking: Statements with their keys; if they are several, of one article.
        within: Of what was first said longer before than this, there is no candidate.
    """
    if not asking:
        return []
    at, outlet, *_ = asking[0][0].order
    asked: dict[str, Any] = {f"keys{place}": list(keys) for place, (_, keys) in enumerate(asking)}
    asked |= {"most": MOST_CANDIDATES, "at": at, "since": at - within, "outlet": outlet}
    held: list[dict[int, list[tuple[Order, Telling]]]] = [{} for _ in asking]
    late: list[set[int]] = [set() for _ in asking]
    here: set[int] = set()
    tellings: dict[int, Telling] = {}
    for (
        asker, number, told_later, told_here, first, statement, speaker, cue, content, sentence, place, address,
        sighted_in, said_at,
    ) in _known_before(len(asking)).rows(session, asked):  # fmt: skip
        if told_later:
            late[asker].add(number)
            continue
        told = held[asker].setdefault(number, [])
        if statement is None:  # too old
            continue
        if told_here:
            here.add(number)
        telling = tellings.get(statement)
        if telling is None:
            telling = tellings[statement] = Telling(
                Said(speaker, cue, content, sentence, sighted_in, said_at)
            )
        told.insert(0 if statement == first else 1, ((said_at, sighted_in, address, place), telling))
    known = []
    for (this, _), near, since in zip(asking, held, late, strict=True):
        found = [
            Candidate(number, told[0][0], tuple(telling for _, telling in told), number in here)
            for number, told in near.items()
            if told
        ]
        more, said_since = _as_they_were(session, this, since) if since else ([], False)
        known.append(Known(found + more, frozenset(since.union(near)), said_since))
    return known


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
    found = [number for (number,) in _NEIGHBOURS.rows(session, {"keys": list(keys), "most": MOST_NEIGHBOURS})]
    asked = {"utterance_ids": found, "at": order[0], "outlet": order[1], "until": order[0] + within}
    later = map(Sighted._make, _SAID_AFTER.rows(session, asked))
    return [(order_of(each), each.statement_id) for each in later if order < order_of(each)]


def members_after(session: Session, this: Seen, utterance_id: int) -> list[tuple[Order, int]]:
    """Give the sightings of an utterance after *this*, with their statement ids."""
    return [
        (order_of(each), each.statement_id)
        for each in sightings(session, [utterance_id])
        if this.order < order_of(each)
    ]


class Sighted(NamedTuple):
    """A sighting, without its words."""

    utterance_id: int
    statement_id: int
    said_at: datetime
    outlet: str
    canonical_url: str
    number: int
    length: int


def sightings(session: Session, utterance_ids: Collection[int]) -> Sequence[Sighted]:
    """Read the sightings of utterances."""
    rows = _SIGHTINGS.rows(session, {"utterance_ids": list(utterance_ids)})
    return [Sighted._make(row) for row in rows]


def order_of(sighting: Sighted) -> Order:
    return (sighting.said_at, sighting.outlet, sighting.canonical_url, sighting.number)


def ends(of: Sequence[Sighted]) -> tuple[int, int]:
    """Give the first statement and the fullest; of several as full, the earliest."""
    first = min(of, key=order_of)
    longest = max(sighting.length for sighting in of)
    fullest = min((each for each in of if each.length == longest), key=order_of)
    return first.statement_id, fullest.statement_id
