"""Every table, and the one service that writes it (``writer``; a test holds the stores to it)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from onrecord.storage.types import Id, Json, UtcTime
from onrecord.urls import canonical_url


class Table(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: Id, str: Text(), datetime: UtcTime(), dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012 - SQLAlchemy's name


# -- messaging: what is to be done, what was done, and what could not be read ---------------------------

OPEN = text("state IN ('todo', 'doing')")
"""What the index of open jobs is about. SQLite uses it only for queries that say so in these very words."""


class Job(Table):
    """One piece of work: a stage to be done for one subject. State, outbox and history in one row.

    ``todo`` → claimed → ``doing`` (until ``lease_until``) → ``done`` with an outcome, or back to ``todo`` at
    ``due_at``, or ``parked`` for a person to look at. ``announced_at`` is null until its message was published.
    """

    __tablename__ = "jobs"
    writer: ClassVar[str] = "onrecord"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int]
    """The article's id; the alert's for ``plan`` and ``grow``, the message's for ``deliver``."""
    trace_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default="todo")
    due_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    """Times it was claimed; also tells a worker whether its claim still stands."""
    crashes: Mapped[int] = mapped_column(default=0)
    """Times a lease ran out: the worker died or hung over it."""
    quiet: Mapped[bool] = mapped_column(default=False)
    """Done again for its own sake: what comes of it is kept, and nobody is told."""
    outcome: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("stage", "subject_id"),
        Index("ix_jobs_open", "stage", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_jobs_parked", "stage", sqlite_where=text("state = 'parked'"), postgresql_where=text("state = 'parked'")),
        Index("ix_jobs_finished_at", "finished_at"),
        Index("ix_jobs_trace_id", "trace_id"),
    )  # fmt: skip


class DeadLetter(Table):
    """A message that could not be read, with the reason; kept for a person."""

    __tablename__ = "dead_letters"
    writer: ClassVar[str] = "onrecord"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str]
    body: Mapped[str]
    received_at: Mapped[datetime]


class Heartbeat(Table):
    """When a worker last handled its own tick: broker, pool and database all worked then."""

    __tablename__ = "heartbeats"
    writer: ClassVar[str] = "onrecord"

    worker: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str]
    beaten_at: Mapped[datetime]


# -- ingest ----------------------------------------------------------------------------------------------


class Feed(Table):
    __tablename__ = "feeds"
    writer: ClassVar[str] = "ingest"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    """As its owner gave it: the name it is known by."""
    moved_to: Mapped[str | None]
    """Where its server says it is for good; polled there."""
    title: Mapped[str | None]
    outlet: Mapped[str]
    """Name people know the publisher by; the host until somebody says better."""
    active: Mapped[bool] = mapped_column(default=True)
    baseline: Mapped[bool] = mapped_column(default=True)
    """Whether entries of the first import count as old news."""
    baseline_at: Mapped[datetime | None]
    """When the first import was done; null before."""
    old_news_until: Mapped[datetime | None]
    """After the database was restored, until the next poll: what was published by then may have been told already."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    period_s: Mapped[int] = mapped_column(default=900)
    failures: Mapped[int] = mapped_column(default=0)
    """Polls failed in a row."""
    next_poll_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None]
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "active", "next_poll_at"),)


def _canonical_url(row: Any) -> str:
    return canonical_url(row.get_current_parameters()["url"])


class Article(Table):
    """The page an entry points to, once, whichever feeds carry it."""

    __tablename__ = "articles"
    writer: ClassVar[str] = "ingest"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    """Where to read it: as the feed that named it first gave it."""
    canonical_url: Mapped[str] = mapped_column(unique=True, default=_canonical_url)
    """One name for all its addresses, to compare by and not to visit: ``onrecord.urls.canonical_url``."""
    outlet: Mapped[str]
    title: Mapped[str | None]
    published_at: Mapped[datetime]
    """As the feed says, never in the future; when first seen where it says nothing."""
    first_seen_at: Mapped[datetime]
    trace_id: Mapped[str] = mapped_column(String(32), unique=True)
    baseline: Mapped[bool] = mapped_column(default=False)
    """Came with its feed's first import: known, never alerted on."""

    __table_args__ = (Index(None, "first_seen_at"),)


class Entry(Table):
    __tablename__ = "entries"
    writer: ClassVar[str] = "ingest"

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(String(64))
    """SHA-256 (hex) of the guid, else of the canonical URL."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    guid: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str | None]
    summary: Mapped[str | None]
    author: Mapped[str | None]
    content_html: Mapped[str | None]
    """The feed's own full text, if it carries one; hostile."""
    published_raw: Mapped[str | None]
    published_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(32))
    """new, baseline, baseline_recorded, known_article, no_url."""
    revision: Mapped[str] = mapped_column(String(64))
    """SHA-256 (hex) of what the feed says of it: title, summary, time of change."""
    revisions: Mapped[int] = mapped_column(default=0)
    """Times that changed."""
    seen_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        UniqueConstraint("feed_id", "identity"),
        Index("ix_entries_with_text", "seen_at", sqlite_where=text("content_html IS NOT NULL OR summary IS NOT NULL"), postgresql_where=text("content_html IS NOT NULL OR summary IS NOT NULL")),
    )  # fmt: skip


class Page(Table):
    __tablename__ = "pages"
    writer: ClassVar[str] = "ingest"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    final_url: Mapped[str]
    status: Mapped[int]
    """HTTP status; 0 where no answer came."""
    content_type: Mapped[str | None]
    charset: Mapped[str | None]
    """As the HTTP header declares it."""
    body: Mapped[bytes]
    """zlib-compressed bytes as received."""
    body_bytes: Mapped[int]
    """Length before compression."""
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    misses: Mapped[int] = mapped_column(default=0)
    """Times in a row it was given up for now."""
    look_again_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to ask for it again; null where its outcome stands."""


class Host(Table):
    """When a host may be asked again, across all workers, and what its robots.txt says."""

    __tablename__ = "hosts"
    writer: ClassVar[str] = "ingest"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
    robots: Mapped[str | None]
    """The file, as of the last time it could be read; null before."""
    robots_until: Mapped[datetime | None]
    """Until when they are not read again."""


# -- clean -----------------------------------------------------------------------------------------------


_HAS_TEXT = text("emptied_at IS NULL")


class CleanText(Table):
    __tablename__ = "clean_texts"
    writer: ClassVar[str] = "clean"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str | None]
    text: Mapped[str]
    """The readable blocks, joined by blank lines; all later offsets are into it."""
    blocks: Mapped[list[Any]]
    """[{"text", "label", "start", "end"}]; start and end null where the label is not read on; "elsewhere" where it was found to
    be furniture: in how many other articles of the outlet it stood."""
    label_counts: Mapped[dict[str, Any]]
    """Blocks per label."""
    lang: Mapped[str | None] = mapped_column(String(8))
    completeness: Mapped[str] = mapped_column(String(16))
    completeness_evidence: Mapped[str]
    access: Mapped[str] = mapped_column(String(16))
    access_evidence: Mapped[str]
    sponsored: Mapped[bool] = mapped_column(default=False)
    sponsored_evidence: Mapped[str | None]
    agency: Mapped[str | None] = mapped_column(String(24), index=True)
    """The news agency that the text is from, where it says so: AP, dpa, …"""
    agency_evidence: Mapped[str | None]
    cleaned_at: Mapped[datetime]
    emptied_at: Mapped[datetime | None]
    """When text and blocks were let go of for their age."""

    __table_args__ = (
        Index("ix_clean_texts_with_text", "cleaned_at", sqlite_where=_HAS_TEXT, postgresql_where=_HAS_TEXT),
    )  # fmt: skip


class OutletBlock(Table):
    """A block that was seen on an outlet's pages: on how many, that is how furniture is known."""

    __tablename__ = "outlet_blocks"
    writer: ClassVar[str] = "clean"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    """The page's host, as ``onrecord.urls.outlet_of`` names it."""
    fingerprint: Mapped[int] = mapped_column(primary_key=True)
    """A signed 64-bit hash; see onrecord_clean.furniture."""
    article_ids: Mapped[list[Any]]
    """The first few articles it stood in."""
    label: Mapped[str | None] = mapped_column(String(24))
    """What it was labelled last, where it was not read on."""
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    __table_args__ = (Index(None, "outlet", "last_seen_at"), {"sqlite_with_rowid": False})


class Story(Table):
    """One text in several articles: wire copy, syndication. Its origin is the article published first."""

    __tablename__ = "stories"
    writer: ClassVar[str] = "clean"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class StoryArticle(Table):
    """An article that is a copy of others; one that resembles no other has no row."""

    __tablename__ = "story_articles"
    writer: ClassVar[str] = "clean"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    likeness: Mapped[float]
    """How much of the shorter text stands in the other, in [0, 1], beside the most alike of those it was compared with."""
    nearest_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    """That article."""
    joined_at: Mapped[datetime]


class StoryKey(Table):
    """Inverted index by which copies are found, for as long as copies come: no scan of everything."""

    __tablename__ = "story_keys"
    writer: ClassVar[str] = "clean"

    key: Mapped[int] = mapped_column(primary_key=True)
    """A signed 64-bit hash; see onrecord_clean.nearness."""
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


# -- extract ---------------------------------------------------------------------------------------------


class Entity(Table):
    """One person, organisation or place of one article, with all its mentions."""

    __tablename__ = "entities"
    writer: ClassVar[str] = "extract"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Counts within the article, from 0."""
    type: Mapped[str] = mapped_column(String(16))
    canonical: Mapped[str] = mapped_column(index=True)
    mentions: Mapped[list[Any]]
    """[[start, end], …] into the article's text."""

    __table_args__ = (UniqueConstraint("article_id", "number"),)


class Alias(Table):
    """A name that an operator lets stand for another: whoever an article leads to by *alias* is called *name*."""

    __tablename__ = "aliases"
    writer: ClassVar[str] = "cli"

    id: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str]
    outlet: Mapped[str] = mapped_column(default="")
    """Empty is every outlet; a row for one outlet goes before it."""
    name: Mapped[str]
    """Never an alias itself, in the same outlet."""
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("alias", "outlet"),)


class Statement(Table):
    __tablename__ = "statements"
    writer: ClassVar[str] = "extract"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Counts within the article, from 0."""
    kind: Mapped[str] = mapped_column(String(8))
    """direct, indirect or mixed."""
    source: Mapped[list[Any]]
    cue: Mapped[list[Any]]
    content: Mapped[list[Any]]
    """Each [[start, end], …] into the article's text."""
    source_text: Mapped[str]
    cue_text: Mapped[str]
    cue_class: Mapped[str | None] = mapped_column(String(8))
    """What the cue says was done: speech, belief or document; null where its verb is not known for any."""
    content_text: Mapped[str]
    """The words; parts that stand apart are joined by " … "."""
    sentence: Mapped[str]
    """The sentences the statement stands in."""
    speaker: Mapped[str | None] = mapped_column(index=True)
    """Canonical name; null where unknown."""
    speaker_number: Mapped[int | None]
    """The entity's number in this article."""
    role: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    """When the page was found to make it no more; its offsets are into an earlier text."""

    __table_args__ = (UniqueConstraint("article_id", "number"),)


# -- track -----------------------------------------------------------------------------------------------


class Utterance(Table):
    """The thing said, once: what all its sightings report."""

    __tablename__ = "utterances"
    writer: ClassVar[str] = "track"

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str | None]
    speaker_key: Mapped[str] = mapped_column(index=True)
    """Folded; empty where unknown."""
    content: Mapped[str]
    """The words of its fullest sighting so far."""
    first_statement_id: Mapped[int] = mapped_column(
        ForeignKey("statements.id", ondelete="CASCADE"), unique=True
    )
    """The statement that made it: a second utterance of the same statement cannot come to be."""
    fullest_statement_id: Mapped[int] = mapped_column(
        ForeignKey("statements.id", ondelete="CASCADE"), index=True
    )
    """The sighting with the most words so far: later ones are compared with it and with the first."""
    first_said_at: Mapped[datetime]
    """Earliest publication among its sightings."""
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    update_of: Mapped[int | None] = mapped_column(
        ForeignKey("utterances.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]


class UtteranceKey(Table):
    """Inverted index by which earlier utterances are found: no scan of everything."""

    __tablename__ = "utterance_keys"
    writer: ClassVar[str] = "track"

    key: Mapped[int] = mapped_column(primary_key=True)
    """A signed 64-bit hash; see onrecord_track.keys."""
    utterance_id: Mapped[int] = mapped_column(
        ForeignKey("utterances.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


class Sighting(Table):
    __tablename__ = "sightings"
    writer: ClassVar[str] = "track"

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True
    )
    utterance_id: Mapped[int] = mapped_column(ForeignKey("utterances.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    outlet: Mapped[str]
    said_at: Mapped[datetime]
    """The article's publication time."""
    verdict: Mapped[str] = mapped_column(String(16))
    """new, repeat, re_report, update."""
    nearest_id: Mapped[int | None] = mapped_column(
        ForeignKey("utterances.id", ondelete="SET NULL"), index=True
    )
    """The nearest earlier utterance that was looked at, merged or not."""
    score: Mapped[float]
    reason: Mapped[str]
    seen_at: Mapped[datetime]


class TopicMatch(Table):
    """A statement that met a subscription's topic, and what became of it: sent on, or why not."""

    __tablename__ = "topic_matches"
    writer: ClassVar[str] = "track"

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True
    )
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True
    )
    utterance_id: Mapped[int] = mapped_column(ForeignKey("utterances.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(24))
    """due, update_due, repeat, re_report, not_on_record, muted, incomplete, before_subscription, baseline,
    reprocessed."""
    reason: Mapped[str]
    explanation: Mapped[list[Any]]
    """[{"clause", "words", "where"}]: which clauses were met, by which words, where."""
    matched_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index(None, "subscription_id", "matched_at"),)


class Alert(Table):
    """One utterance for one subscription: unique, so that it is told once within the topic's horizon."""

    __tablename__ = "alerts"
    writer: ClassVar[str] = "track"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[UUID] = mapped_column(unique=True)
    """The alert's name outside: Message-ID, Slack metadata."""
    utterance_id: Mapped[int] = mapped_column(ForeignKey("utterances.id", ondelete="CASCADE"))
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True
    )
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"), index=True)
    """The sighting that raised it."""
    kind: Mapped[str] = mapped_column(String(8))
    """new or update."""
    explanation: Mapped[list[Any]]
    again: Mapped[int] = mapped_column(default=0)
    """How often the utterance was told before: it is news again when it is said after the topic's horizon."""
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("utterance_id", "subscription_id", "again"),)


# -- alert -----------------------------------------------------------------------------------------------


class Message(Table):
    """What one subscriber is sent over one channel at one time: an alert, a group of them, or a digest.

    Written when its first alert is planned; more may join until ``closed_at``.
    """

    __tablename__ = "messages"
    writer: ClassVar[str] = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[UUID] = mapped_column(unique=True)
    """Its name outside; that of its first alert, where it is no digest."""
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8))
    """alert (alone or in a group) or digest."""
    due_at: Mapped[datetime]
    """As it was planned; the job knows the next try."""
    taken_up_at: Mapped[datetime | None]
    """When it was first looked at after it fell due; a day later it is given up."""
    closed_at: Mapped[datetime | None]
    """When its first try began; nothing joins it since."""
    sent_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    """What the channel calls it: an edit needs it."""
    edited_at: Mapped[datetime | None]
    """When it last grew."""
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        Index(None, "subscriber_id", "channel", "kind", "due_at"),
        Index("ix_messages_open", "subscriber_id", "channel", "kind", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip


class MessageAlert(Table):
    """An alert in a message, and what the message says of it."""

    __tablename__ = "message_alerts"
    writer: ClassVar[str] = "alert"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    alert_id: Mapped[int] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    part: Mapped[str] = mapped_column(String(8))
    """told, or also: told before, and reported by further outlets since."""
    why: Mapped[str] = mapped_column(String(16))
    """What put it there: immediate, rhythm, over_cap, quiet_hours, snoozed, re_reported."""
    outlets: Mapped[list[Any]]
    """Other outlets that the message names; empty before it was sent."""
    dropped: Mapped[str | None] = mapped_column(String(16))
    """Why the message does not tell it after all: unwanted or expired meanwhile."""

    __table_args__ = (
        # An alert is told once, whatever runs twice.
        Index("uq_message_alerts_told", "alert_id", unique=True, sqlite_where=text("part = 'told'"), postgresql_where=text("part = 'told'")),
    )  # fmt: skip


class Delivery(Table):
    """One attempt to send a message, or to edit it."""

    __tablename__ = "deliveries"
    writer: ClassVar[str] = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    act: Mapped[str] = mapped_column(String(8), default="send")
    """send, or edit: it grew."""
    state: Mapped[str] = mapped_column(String(16))
    """sending, sent, failed (to be tried again), parked (never will), unknown (its worker died over it)."""
    answer: Mapped[str | None]
    """What the other side said, cut short, without secrets."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("message_id", "attempt"),)


class Destination(Table):
    """Where messages go, across all workers: when it takes the next, and whether it takes any at all.

    One row per webhook, Slack channel and mail server.
    """

    __tablename__ = "destinations"
    writer: ClassVar[str] = "alert"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 (hex) of its kind and address, which is a secret."""
    channel: Mapped[str] = mapped_column(String(16))
    next_at: Mapped[datetime]
    """Nothing is sent before: it asked for a pause, or has just been sent something."""
    failures: Mapped[int] = mapped_column(default=0)
    """Pauses since it last took a message."""
    closed_at: Mapped[datetime | None]
    """When it said that it will never take anything again."""
    closed_reason: Mapped[str | None]


class Feedback(Table):
    """What a subscriber thought of an alert; the last word counts."""

    __tablename__ = "feedback"
    writer: ClassVar[str] = "alert"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(16))
    """useful, not_relevant, wrong_speaker, not_new."""
    given_at: Mapped[datetime]


# -- what people set: topics, subscribers, subscriptions ---------------------------------------------------


class Topic(Table):
    __tablename__ = "topics"
    writer: ClassVar[str] = "cli"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    query: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    completeness: Mapped[str] = mapped_column(String(8), default="any")
    """How much of an article must have been read: any, partial or full."""
    horizon_days: Mapped[int | None]
    """The same said again later than this is news again; null is the worker's own horizon."""
    expires_at: Mapped[datetime | None]
    """Nothing is matched from then on."""
    paused_at: Mapped[datetime | None]
    """Since when nothing is matched; null while it is not paused."""
    resumed_at: Mapped[datetime | None]
    """End of the last pause: what was said before it is not told."""
    changes: Mapped[int] = mapped_column(default=1, onupdate=text("changes + 1"))
    """Times it was written: readers that keep topics read them again when the sum of these moved."""
    created_at: Mapped[datetime]

    __table_args__ = ({"sqlite_autoincrement": True},)  # an id given twice could hide a change


class Mute(Table):
    """What is not to be told: by whom it is said, where it stands, or what it is; of which topic, to whom.

    A row without speaker, outlet and statement mutes the whole topic.
    """

    __tablename__ = "mutes"
    writer: ClassVar[str] = "cli"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    """Null is every topic."""
    subscriber_id: Mapped[int | None] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    """Null is every subscriber."""
    speaker: Mapped[str | None]
    outlet: Mapped[str | None]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"))
    """What was said there: the utterance that this statement is a sighting of by then, and its updates."""
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    """When somebody took it back; the row stays, so that reasons which name it can be read."""
    changes: Mapped[int] = mapped_column(default=1, onupdate=text("changes + 1"))
    """As of a topic."""
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_mutes_open", "topic_id", sqlite_where=text("lifted_at IS NULL"), postgresql_where=text("lifted_at IS NULL")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class Subscriber(Table):
    __tablename__ = "subscribers"
    writer: ClassVar[str] = "cli"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    slack_webhook_url: Mapped[str | None]
    """A secret, as all of these are but the channel: never logged, never listed."""
    slack_bot_token: Mapped[str | None]
    slack_channel: Mapped[str | None]
    """Id of the channel that the bot posts to."""
    webhook_url: Mapped[str | None]
    webhook_secret: Mapped[str | None]
    """What its messages are signed with: ``whsec_`` and the key in base64."""
    apprise_url: Mapped[str | None]
    created_at: Mapped[datetime]


class Subscription(Table):
    __tablename__ = "subscriptions"
    writer: ClassVar[str] = "cli"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(16))
    """slack, email, webhook or apprise."""
    rhythm: Mapped[str] = mapped_column(String(16), default="immediate")
    """immediate, hourly, daily or weekly."""
    digest_at: Mapped[str] = mapped_column(String(5), default="08:00")
    """Local time of daily and weekly digests; an immediate subscription's tell what else there is."""
    digest_day: Mapped[str] = mapped_column(String(9), default="monday")
    """Of weekly digests."""
    timezone: Mapped[str] = mapped_column(default="UTC")
    """Name in the IANA database: whose local time."""
    quiet_hours: Mapped[str | None] = mapped_column(String(11))
    """22:00-07:00: nothing is sent from the one local time to the other."""
    cap_per_hour: Mapped[int] = mapped_column(default=20)
    """Alerts told at once in one hour; what is more goes to a digest."""
    snooze_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    changes: Mapped[int] = mapped_column(default=1, onupdate=text("changes + 1"))
    """As of a topic."""
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("topic_id", "subscriber_id", "channel"),
        {"sqlite_autoincrement": True},
    )


# Now, and not at the first query: a worker's heartbeat thread may be at that when its pool forks, and the child, with a
# copy of a lock that nobody holds, would wait for ever (seen; it was killed at its time limit).
Table.registry.configure()
