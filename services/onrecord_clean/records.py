"""What cleaning gives out, and the words it may use."""

from dataclasses import dataclass

LABELS = (
    "headline", "standfirst", "byline", "dateline_meta", "body", "caption", "credit", "paywall",
    "subscription_promo", "donation", "newsletter", "notification", "comments", "registration", "cookie",
    "related", "social", "advert", "navigation", "author_bio", "other",
)  # fmt: skip
READ_ON = frozenset({"headline", "standfirst", "body"})
"""The labels that later stages read; every other block is kept, but only to be looked at."""

BETWEEN_BLOCKS = "\n\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-sized piece of a page."""

    text: str

    label: str
    """One of LABELS."""

    start: int | None
    """Offset of *text* in Cleaned.text; None where the label is not read on, or the block says again what was read."""

    end: int | None

    elsewhere: int | None = None
    """In so many other articles of the outlet stood the same block; set where that made it furniture."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article as the later stages see it."""

    title: str | None

    text: str
    """The blocks that are read on, in order, joined by BETWEEN_BLOCKS."""

    blocks: tuple[Block, ...]
    """Every visible block of the input, in order; nothing is deleted."""

    lang: str | None
    """ISO 639-1, lower case; None where the text is too short to tell."""

    completeness: str
    """Of the text held: full, partial, paywalled, blocked, feed_only or unknown."""

    completeness_evidence: str

    access: str
    """What the outlet declares: free, metered, paywalled or unknown."""

    access_evidence: str

    sponsored: bool
    sponsored_evidence: str | None = None

    agency: str | None = None
    """The news agency that the text is from, as it says itself; its common name: AP, dpa."""

    agency_evidence: str | None = None

    @property
    def body(self) -> list[str]:
        """The paragraphs of the article proper."""
        return [block.text for block in self.blocks if block.label == "body" and block.start is not None]
