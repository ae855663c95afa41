"""The way of one article: entries, stages, text, statements, verdicts, matches, alerts, deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from onrecord.pipeline import STAGES
from onrecord.storage import Session
from onrecord.storage.schema import (
    Alert,
    Article,
    CleanText,
    Entry,
    Feed,
    Job,
    Page,
    Sighting,
    Statement,
    Subscriber,
    Subscription,
    Topic,
    TopicMatch,
)
from onrecord.urls import canonical_url
from onrecord_cli.queries.fates import Fate, fates
from onrecord_cli.queries.stories import StoryRow, story_of
from onrecord_track.queries import Reach, read_reach


@dataclass(frozen=True, slots=True)
class StepRow:
    """One stage of the way, or one delivery."""

    stage: str
    subject_id: int
    state: str
    outcome: str | None
    reason: str | None
    tries: int
    crashes: int
    duration_ms: int | None
    due_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A feed's entry that named the article."""

    feed: str
    feed_url: str
    title: str | None
    url: str | None
    outcome: str
    published_raw: str | None
    revisions: int
    """Times the feed changed what it says of it."""
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PageRow:
    url: str
    """Where it came from, after redirects."""
    status: int
    content_type: str | None
    body_bytes: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class TextRow:
    title: str | None
    lang: str | None
    chars: int
    emptied_at: datetime | None
    """When text and blocks were let go of for their age."""
    completeness: str
    completeness_evidence: str
    access: str
    access_evidence: str
    sponsored: bool
    sponsored_evidence: str | None
    agency: str | None
    """The news agency that the text is from, where it says so."""
    agency_evidence: str | None
    labels: dict[str, int]
    """Blocks per label."""
    furniture: int
    """Blocks that were not read on because they stood in other articles of the outlet too."""


@dataclass(frozen=True, slots=True)
class TracedAlert:
    id: int
    kind: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A subscription whose topic the statement met, and what came of it."""

    topic: str
    subscriber: str
    channel: str
    outcome: str
    reason: str
    alert: TracedAlert | None
    """The alert on this utterance, perhaps raised by another article."""
    ours: bool
    """This very statement raised it."""


@dataclass(frozen=True, slots=True)
class TracedStatement:
    id: int
    kind: str
    speaker: str | None
    source: str
    role: str | None
    cue: str
    words: str
    withdrawn_at: datetime | None
    """When the page was found to make it no more."""
    verdict: str | None
    """None where it was not tracked yet."""
    score: float | None
    reason: str | None
    utterance_id: int | None
    reach: Reach | None
    """In how many outlets it was said, from how many origins."""
    matches: tuple[MatchRow, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    id: int
    trace_id: str
    title: str | None
    outlet: str
    url: str
    published_at: datetime
    first_seen_at: datetime
    baseline: bool
    steps: tuple[StepRow, ...]
    entries: tuple[EntryRow, ...]
    page: PageRow | None
    text: TextRow | None
    story: StoryRow | None
    """The articles with the same text; None where there is no other."""
    statements: tuple[TracedStatement, ...]


def find(session: Session, wanted: str) -> int | None:
    """Find an article by its id, its trace id, or any address of it; None if there is none."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        return session.scalar(select(Article.id).where(Article.id == int(wanted)))
    if "/" not in wanted:
        return session.scalar(select(Article.id).where(Article.trace_id == wanted))
    try:
        name = canonical_url(wanted)
    except ValueError:
        return None
    entries = select(Entry.article_id).where(Entry.url == wanted)
    return session.scalar(
        select(Article.id).where(or_(Article.canonical_url == name, Article.url == wanted, Article.id.in_(entries)))
    )  # fmt: skip


def trace(session: Session, article_id: int) -> Trace:
    """Read everything about the article *article_id*, which is there."""
    article = session.scalars(select(Article).where(Article.id == article_id)).one()
    statements = session.execute(
        select(Statement, Sighting)
        .outerjoin(Sighting, Sighting.statement_id == Statement.id)
        .where(Statement.article_id == article_id)
        .order_by(Statement.number)
    ).all()
    matches = _matches(session, [statement.id for statement, _ in statements])
    reach = read_reach(session, {sighting.utterance_id for _, sighting in statements if sighting is not None})
    return Trace(
        id=article.id, trace_id=article.trace_id, title=article.title, outlet=article.outlet, url=article.url,
        published_at=article.published_at, first_seen_at=article.first_seen_at, baseline=article.baseline,
        steps=_steps(session, article), entries=_entries(session, article_id), page=_page(session, article_id),
        text=_text(session, article_id), story=story_of(session, article_id),
        statements=tuple(
            _statement(statement, sighting, reach, matches.get(statement.id, ()))
            for statement, sighting in statements
        ),
    )  # fmt: skip


def _steps(session: Session, article: Article) -> tuple[StepRow, ...]:
    order = {stage.name: number for number, stage in enumerate(STAGES)}
    of_article = [stage.name for stage in STAGES if stage.subject == "article"]
    rows = session.scalars(select(Job).where(Job.subject_id == article.id, Job.stage.in_(of_article)))
    return tuple(
        StepRow(job.stage, job.subject_id, job.state, job.outcome, job.reason, job.tries, job.crashes, job.duration_ms, job.due_at, job.finished_at)
        for job in sorted(rows, key=lambda job: order[job.stage])
    )  # fmt: skip


def _entries(session: Session, article_id: int) -> tuple[EntryRow, ...]:
    rows = session.execute(
        select(Entry, Feed)
        .join(Feed, Feed.id == Entry.feed_id)
        .where(Entry.article_id == article_id)
        .order_by(Entry.seen_at, Entry.id)
    )
    return tuple(
        EntryRow(feed.outlet, feed.url, entry.title, entry.url, entry.outcome, entry.published_raw, entry.revisions, entry.seen_at)
        for entry, feed in rows
    )  # fmt: skip


def _page(session: Session, article_id: int) -> PageRow | None:
    row = session.execute(  # not its body, which may be megabytes
        select(Page.final_url, Page.status, Page.content_type, Page.body_bytes, Page.fetched_at)
        .where(Page.article_id == article_id)
    ).first()  # fmt: skip
    return None if row is None else PageRow(*row)


def _text(session: Session, article_id: int) -> TextRow | None:
    text = session.get(CleanText, article_id)
    if text is None:
        return None
    return TextRow(
        title=text.title, lang=text.lang, chars=len(text.text), emptied_at=text.emptied_at, completeness=text.completeness,
        completeness_evidence=text.completeness_evidence, access=text.access, access_evidence=text.access_evidence,
        sponsored=text.sponsored, sponsored_evidence=text.sponsored_evidence,
        agency=text.agency, agency_evidence=text.agency_evidence, labels=dict(text.label_counts),
        furniture=sum("elsewhere" in block for block in text.blocks),
    )  # fmt: skip


def _statement(
    statement: Statement, sighting: Sighting | None, reach: Mapping[int, Reach], matches: Sequence[MatchRow]
) -> TracedStatement:
    return TracedStatement(
        id=statement.id, kind=statement.kind, speaker=statement.speaker, source=statement.source_text, role=statement.role, cue=statement.cue_text,
        words=statement.content_text, withdrawn_at=statement.withdrawn_at,
        verdict=None if sighting is None else sighting.verdict,
        score=None if sighting is None else sighting.score,
        reason=None if sighting is None else sighting.reason,
        utterance_id=None if sighting is None else sighting.utterance_id,
        reach=None if sighting is None else reach[sighting.utterance_id],
        matches=tuple(matches),
    )  # fmt: skip


def _matches(session: Session, statement_ids: Sequence[int]) -> dict[int, list[MatchRow]]:
    found: dict[int, list[MatchRow]] = {}
    rows = session.execute(
        select(TopicMatch, Topic.name, Subscriber.name, Subscription.channel, Alert)
        .join(Subscription, Subscription.id == TopicMatch.subscription_id)
        .join(Topic, Topic.id == Subscription.topic_id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .outerjoin(
            Alert,
            (Alert.utterance_id == TopicMatch.utterance_id)
            & (Alert.subscription_id == TopicMatch.subscription_id),
        )
        .where(TopicMatch.statement_id.in_(statement_ids))
        .order_by(Topic.name, Subscriber.name, Subscription.channel)
    ).all()
    became = fates(session, [alert.id for *_, alert in rows if alert is not None])
    for match, topic, subscriber, channel, alert in rows:
        raised = None
        if alert is not None:
            raised = TracedAlert(alert.id, alert.kind, became[alert.id])
        ours = alert is not None and alert.statement_id == match.statement_id
        found.setdefault(match.statement_id, []).append(
            MatchRow(topic, subscriber, channel, match.outcome, match.reason, raised, ours)
        )
    return found
