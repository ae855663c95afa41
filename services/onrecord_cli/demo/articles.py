"""The demo's newspapers as records: outlets, articles, and the statements a reader finds in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Part:
    """One element of an article's page, in reading order."""

    kind: str
    """p, h2, li, quote, live, figure; anything else is the label of a piece of furniture."""

    text: str
    """Plain text. Of a figure: name | caption | credit. Of a live entry: time | text.
    Empty for furniture means: the outlet's usual words."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A statement as a careful reader would mark it. Spans are quoted with their quotation marks."""

    number: int
    speaker: str | None
    role: str | None
    """As the article gives it first, without its article; None when it gives none."""
    kind: str
    """direct, indirect or mixed."""
    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]
    """In order; more than one where the cue interrupts or the quotation runs over paragraphs."""
    topics: tuple[str, ...]
    """Keys of the demo's topics that the statement meets."""
    verdict: str
    """new, repeat, re_report or update, when the editions are read in order."""
    of: str | None
    """``outlet/slug#number`` of the earlier statement, where the verdict is not new."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the article's page says from an edition on."""

    edition: int
    parts: tuple[Part, ...]
    statements: tuple[Gold, ...]
    correction: str | None
    """The note at the foot of a corrected page."""


@dataclass(frozen=True, slots=True)
class Trap:
    """Words on the page that meet a topic and must not alert."""

    topic: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper: its name, its feed, and the furniture that stands on all its pages."""

    key: str
    name: str
    tagline: str
    feed: str
    """rss, atom or rdf."""
    feed_path: str
    path: str
    """Of an article's page; ``{section}``, ``{slug}``, ``{number}`` and ``{date}`` are filled in."""
    tracking: str
    """Query string the feed adds to its links; may be empty."""
    sections: tuple[str, ...]
    staff: dict[str, str]
    """Byline to the line about the author under the article."""
    furniture: dict[str, tuple[str, ...]]
    """Label to the outlet's usual words; the first is the heading or the first paragraph."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the demo, with what should be found in it."""

    outlet: str
    slug: str
    edition: int
    """From this edition on it is in the feed; 0 is what stood there before onrecord came."""
    age_minutes: int
    """How long before its edition it was published."""
    lang: str
    section: str
    title: str
    standfirst: str
    byline: str
    access: str
    """free, metered or paywalled, as the page declares it."""
    sponsored: bool
    storylines: tuple[str, ...]
    related: tuple[str, ...]
    """Headlines in the box of related links; they lead nowhere."""
    versions: tuple[Version, ...]
    traps: tuple[Trap, ...]

    @property
    def key(self) -> str:
        """Name it across outlets: ``outlet/slug``."""
        return f"{self.outlet}/{self.slug}"

    def at(self, edition: int) -> Version | None:
        """Give the version that stands at *edition*; None while the article is not out."""
        standing = [version for version in self.versions if version.edition <= edition]
        return standing[-1] if standing else None


@dataclass(frozen=True, slots=True)
class Topic:
    """A query somebody in the demo is subscribed to."""

    key: str
    name: str
    query: str
    subscriber: str
    rhythm: Literal["immediate", "daily"] = "immediate"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets alerts in the demo; *channel* is slack or email."""

    key: str
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class Newspapers:
    """All that the demo plays."""

    outlets: tuple[Outlet, ...]
    articles: tuple[Article, ...]
    topics: tuple[Topic, ...]
    subscribers: tuple[Subscriber, ...]

    @property
    def last_edition(self) -> int:
        """Number of the last edition in which something changes."""
        return max(version.edition for article in self.articles for version in article.versions)

    def of(self, outlet: str) -> tuple[Article, ...]:
        """Give the articles of one outlet, in the order of their editions."""
        return tuple(article for article in self.articles if article.outlet == outlet)
