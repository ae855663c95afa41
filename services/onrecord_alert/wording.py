"""What a message says, the same on every channel: an alert's fields as safe, short, finished text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from onrecord_alert.records import AlertView, Earlier, Reason
from onrecord_alert.untrusted import MAX_LINK_CHARS, cut, line, link

HEADLINE_CHARS: Final = 150


@dataclass(frozen=True, slots=True)
class Size:
    """How much of an alert is said. Everything in characters."""

    words: int
    sentence: int
    """0 for no sentence around the words."""
    earlier: int
    """0 for nothing of what was said before."""
    name: int
    """Of a person, role, verb, outlet or topic."""
    title: int
    clause: int
    reasons: int
    """Clauses that are listed; a count."""
    outlets: int
    """Other outlets that are listed; a count."""
    url: int
    """An article with a longer address is named and not linked."""


FULL: Final = Size(
    words=2_000, sentence=1_000, earlier=800, name=120, title=300, clause=120, reasons=8, outlets=8, url=MAX_LINK_CHARS,
)  # fmt: skip
"""An alert alone. Together they keep a Slack message under 8,000 characters: past some 13,000 Slack refuses it."""

SHORT: Final = Size(
    words=500, sentence=0, earlier=240, name=80, title=160, clause=80, reasons=3, outlets=6, url=700
)
"""An alert among others."""

BRIEF: Final = Size(
    words=200, sentence=0, earlier=0, name=50, title=90, clause=50, reasons=0, outlets=3, url=300
)
"""An alert among many."""

_BARE_OWNER: Final = re.compile(r"^[a-z][\w-]*(?: [a-z][\w-]*)?[’']s ")
"""A role that begins with whose it is has lost its article: "harbour’s head of building"."""
_COMMA_IN_QUOTE: Final = re.compile(r",(?=[”\"])")
"""Newspapers end the first half of a quotation with it: “I will,” she said."""
SENTENCE_ADDS_CHARS: Final = 60
"""A sentence that is longer than the words by less than this only repeats who said them."""

CAVEATS: Final = {
    "partial": "Only part of the article could be read.",
    "paywalled": "The article is cut off by a paywall: only its opening could be read.",
    "blocked": "The outlet did not let the article be read: this is from its feed.",
    "feed_only": "Only the teaser could be read, not the article.",
    "unknown": "It is not known whether the whole article could be read.",
}
"""By completeness; a full text needs none."""


@dataclass(frozen=True, slots=True)
class Matched:
    """One reason in words."""

    clause: str
    found: str
    """The words that met it, in quotation marks."""


@dataclass(frozen=True, slots=True)
class Worded:
    """The finished texts of one alert. None is empty or holds a line end, a control character or a surrogate."""

    headline: str
    """The whole of it at a glance, for a subject or a notification."""
    topic: str
    label: str
    """What kind of news it is."""
    lead: str
    """lead + speaker + trail is the sentence before the words: "Mara Quill, minister for ports, denied:"."""
    speaker: str
    trail: str
    words: str
    sentence: str | None
    """Only where it says more than the words."""
    title: str
    url: str | None
    """ASCII; None where the article's address cannot be trusted in a message."""
    source: str
    """Outlet and time."""
    caveat: str | None
    matched: tuple[Matched, ...]
    matched_more: str | None
    """How many reasons are not listed."""
    earlier: str | None
    """What was said before, …"""
    earlier_source: str | None
    """… and where and when."""
    also: str | None


def worded(view: AlertView, *, size: Size = FULL, zone: tzinfo = UTC) -> Worded:
    """Word *view*: every field on one line, within its limit in *size*, and the sentences around it.

    Times are told by the clocks of *zone*.
    """
    topic = topic_name(view.topic, size)
    lead, speaker, trail = _attribution(view, size)
    words = _as_said(view.words, quoted=view.quoted, limit=size.words)
    said = f"{lead}{speaker}{trail} {words}"
    more = len(view.reasons) - size.reasons
    label = "Update" if view.kind == "update" else "New statement"
    earlier = view.earlier if size.earlier else None
    return Worded(
        headline=cut(
            f"{topic} · {said}" if view.kind == "new" else f"{topic} · Update · {said}", HEADLINE_CHARS
        ),
        topic=topic,
        label=label,
        lead=lead,
        speaker=speaker,
        trail=trail,
        words=words,
        sentence=_sentence(view, size),
        title=line(view.title or "", limit=size.title) or "The article",
        url=link(view.url, limit=size.url),
        source=_source(view.outlet, view.published_at.astimezone(zone), size),
        caveat=CAVEATS.get(view.completeness),
        matched_more=f"and {more} more clause{'s' * (more > 1)}" if more > 0 and size.reasons else None,
        matched=tuple(_matched(reason, size) for reason in view.reasons[: size.reasons]),
        earlier=_as_said(earlier.words, quoted=earlier.quoted, limit=size.earlier) if earlier else None,
        earlier_source=_earlier_source(earlier, zone, size) if earlier else None,
        also=_also(view, size) if view.also_in else None,
    )


def topic_name(name: str, size: Size) -> str:
    """Give a topic's name on one line."""
    return line(name, limit=size.name) or "(no name)"


def clock(at: datetime) -> str:
    """Tell the date and time of *at*, in its own zone: "23 November 2026, 08:30 UTC"."""
    zone = at.tzname() or "UTC"
    zone = f"UTC{zone}" if zone[0] in "+-" else zone  # many zones have no name but their offset
    return f"{at.day} {at:%B %Y, %H:%M}\N{NO-BREAK SPACE}{zone}"


def listed(names: Sequence[str], limit: int) -> str:
    """Write finished *names*, at least one, as people do: "a, b and 3 more"."""
    shown = list(names[:limit])
    if (more := len(names) - limit) > 0:
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _also(view: AlertView, size: Size) -> str:
    """Say who else reports it, and how many of them print the same text: they are no second source."""
    also = f"Also in {listed_outlets(view.also_in, size)}"
    if not view.copies_in:
        return f"{also}."
    if view.copies_in < len(view.also_in):
        return f"{also}; {view.copies_in} of them with the same text."
    return f"{also}, with the same text."


def listed_outlets(outlets: Sequence[str], size: Size) -> str:
    """Write the names of *outlets*, at least one, as far as *size* lets."""
    # Those behind the limit are only counted: nobody pays for the cleaning of a thousand names.
    return listed(
        [_outlet(name, size) for name in outlets[: size.outlets]] + ["…"] * (len(outlets) - size.outlets),
        size.outlets,
    )


def _attribution(view: AlertView, size: Size) -> tuple[str, str, str]:
    """Split "Mara Quill, minister for ports, denied:" or "According to Mara Quill:" around the name."""
    speaker = line(view.speaker or "", limit=size.name) or "An unnamed speaker"
    role = _BARE_OWNER.sub(r"the \g<0>", line(view.role or "", limit=size.name))
    cue = line(view.cue, limit=size.name)
    cue = "said" if cue.lower() == "told" else cue  # whom they told stands between it and the words
    if cue.lower() in ("according to", "in the words of"):
        return f"{cue[0].upper()}{cue[1:]} ", speaker, f", {role}:" if role else ":"
    said = f" {cue}:" if cue else ":"
    return (
        "",
        speaker[0].upper() + speaker[1:],
        f", {role},{said}" if role and cue else f", {role}:" if role else said,
    )


def _as_said(words: str, *, quoted: bool, limit: int) -> str:
    words = _COMMA_IN_QUOTE.sub("", line(words, limit=limit)) or "…"
    if not quoted:
        return words
    if len(words) > 1 and words[0] in '“"' and words[-1] in '”"':
        words = words[1:-1]
    return f"“{words}”"


def _sentence(view: AlertView, size: Size) -> str | None:
    if not size.sentence:
        return None
    sentence = line(view.sentence, limit=size.sentence)
    return (
        sentence if len(sentence) >= len(line(view.words, limit=size.words)) + SENTENCE_ADDS_CHARS else None
    )


def _source(outlet: str, at: datetime, size: Size) -> str:
    return f"{_outlet(outlet, size)}, {clock(at)}"


def _earlier_source(earlier: Earlier, zone: tzinfo, size: Size) -> str:
    at = earlier.said_at.astimezone(zone)
    return f"{_outlet(earlier.outlet, size)}, {at.day} {at:%B %Y}"


def _matched(reason: Reason, size: Size) -> Matched:
    clause = line(reason.clause, limit=size.clause) or "…"
    return Matched(clause, found=f"“{line(reason.words, limit=size.name)}”")


def _outlet(name: str, size: Size) -> str:
    return line(name, limit=size.name) or "an unnamed outlet"
