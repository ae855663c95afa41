"""What a message says, the same on every channel: an alert's fields as safe, short, finished text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from onrecord_alert.records import AlertView, Earlier, Reason
from onrecord_alert.untrusted import cut, line, link

WORDS_CHARS: Final = 2_000
"""All limits together keep a Slack message under 8,000 characters: past some 13,000 Slack refuses it."""
SENTENCE_CHARS: Final = 1_000
EARLIER_CHARS: Final = 800
NAME_CHARS: Final = 120
TITLE_CHARS: Final = 300
HEADLINE_CHARS: Final = 150
CLAUSE_CHARS: Final = 120
MAX_REASONS: Final = 8
MAX_OUTLETS: Final = 8
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
    """The finished texts of one message. None is empty or holds a line end, a control character or a surrogate."""

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


def worded(view: AlertView) -> Worded:
    """Word *view*: every field on one line, within its limit, and the sentences around it."""
    topic = line(view.topic, limit=NAME_CHARS) or "(no name)"
    lead, speaker, trail = _attribution(view)
    words = _as_said(view.words, quoted=view.quoted, limit=WORDS_CHARS)
    said = f"{lead}{speaker}{trail} {words}"
    more = len(view.reasons) - MAX_REASONS
    label = "Update" if view.kind == "update" else "New statement"
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
        sentence=_sentence(view),
        title=line(view.title or "", limit=TITLE_CHARS) or "The article",
        url=link(view.url),
        source=_source(view.outlet, view.published_at),
        caveat=CAVEATS.get(view.completeness),
        matched_more=f"and {more} more clause{'s' * (more > 1)}" if more > 0 else None,
        matched=tuple(_matched(reason) for reason in view.reasons[:MAX_REASONS]),
        earlier=_as_said(view.earlier.words, quoted=view.earlier.quoted, limit=EARLIER_CHARS)
        if view.earlier
        else None,
        earlier_source=_earlier_source(view.earlier) if view.earlier else None,
        also=_also(view.also_in),
    )


def _attribution(view: AlertView) -> tuple[str, str, str]:
    """Split "Mara Quill, minister for ports, denied:" or "According to Mara Quill:" around the name."""
    speaker = line(view.speaker or "", limit=NAME_CHARS) or "An unnamed speaker"
    role = _BARE_OWNER.sub(r"the \g<0>", line(view.role or "", limit=NAME_CHARS))
    cue = line(view.cue, limit=NAME_CHARS)
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


def _sentence(view: AlertView) -> str | None:
    sentence = line(view.sentence, limit=SENTENCE_CHARS)
    return (
        sentence if len(sentence) >= len(line(view.words, limit=WORDS_CHARS)) + SENTENCE_ADDS_CHARS else None
    )


def _source(outlet: str, at: datetime) -> str:
    return f"{_outlet(outlet)}, {at.day} {at:%B %Y, %H:%M}\N{NO-BREAK SPACE}UTC"


def _earlier_source(earlier: Earlier) -> str:
    return f"{_outlet(earlier.outlet)}, {earlier.said_at.day} {earlier.said_at:%B %Y}"


def _matched(reason: Reason) -> Matched:
    clause = line(reason.clause, limit=CLAUSE_CHARS) or "…"
    return Matched(clause, found=f"“{line(reason.words, limit=NAME_CHARS)}”")


def _also(outlets: Sequence[str]) -> str | None:
    if not outlets:
        return None
    names = [_outlet(outlet) for outlet in outlets[:MAX_OUTLETS]]
    if (more := len(outlets) - MAX_OUTLETS) > 0:
        names.append(f"{more} more")
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Also in {listed}."


def _outlet(name: str) -> str:
    return line(name, limit=NAME_CHARS) or "an unnamed outlet"
