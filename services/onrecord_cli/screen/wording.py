"""Times, amounts and states in few words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from rich.text import Text

from onrecord_alert.untrusted import line
from onrecord_track.queries import Reach

LINE_CHARS: Final = 300
CUES_BEFORE: Final = ("according to", "in the words of")
"""Cues that stand before the speaker."""

STYLES: Final = {
    "ok": "green", "done": "green", "sent": "green", "new": "bold green", "due": "green", "full": "green",
    "update": "bold magenta", "update_due": "bold magenta",
    "waiting": "cyan", "pending": "cyan", "todo": "cyan", "doing": "cyan", "sending": "cyan",
    "retrying": "yellow", "failing": "yellow", "partial": "yellow", "feed_only": "yellow", "paywalled": "yellow",
    "parked": "bold red", "failed": "bold red", "blocked": "bold red", "gone": "red",
    "paused": "yellow", "unheard": "yellow", "muted": "dim", "incomplete": "yellow",
    "off": "dim", "unwanted": "dim", "expired": "dim", "repeat": "dim", "re_report": "dim", "reprocessed": "dim", "unknown": "dim",
}  # fmt: skip
MARKS: Final = {
    "green": "●", "bold green": "●", "bold magenta": "●", "cyan": "○", "yellow": "▲", "bold red": "✗", "red": "✗",
    "dim": "·",
}  # fmt: skip


def styled(state: str, text: str | None = None) -> Text:
    """Colour *text*, or the state's own name, by the *state*."""
    return Text(text if text is not None else plain(state), style=STYLES.get(state, ""))


def mark(state: str) -> Text:
    """One sign for *state*, so that it is seen without colours too."""
    style = STYLES.get(state, "")
    return Text(MARKS.get(style, "●"), style=style)


def plain(name: str) -> str:
    """A name of the program's in words: ``re_report`` is "re-report"."""
    return "re-report" if name == "re_report" else name.replace("_", " ")


def short(text: str | None, limit: int = LINE_CHARS) -> str:
    """One safe line of what a stranger wrote; "–" for nothing."""
    return line(text or "", limit=limit) or "–"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 entry``, ``2,000 entries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def reached(reach: Reach) -> str:
    """``in 7 outlets, from 1 origin``: who prints the same text is no second source."""
    return f"in {count(reach.outlets, 'outlet')}, from {count(reach.origins, 'origin')}"


def ago(at: datetime | None, now: datetime) -> str:
    """``5 min ago``, ``in 2 h``, ``never``."""
    if at is None:
        return "never"
    if at > now + timedelta(seconds=1):
        return f"in {span((at - now).total_seconds())}"
    seconds = (now - at).total_seconds()
    return "just now" if seconds < 1 else f"{span(seconds)} ago"


def due(at: datetime, now: datetime) -> str:
    """``in 8 min``; ``now`` where the time has come."""
    return ago(at, now) if at > now + timedelta(seconds=1) else "now"


def span(seconds: float) -> str:
    """A length of time in its largest unit."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size or (seconds >= size and unit == "min"):
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def moment(at: datetime | None) -> str:
    """``23 Nov 2026 08:30 UTC``."""
    return "–" if at is None else f"{at.day} {at:%b %Y %H:%M} UTC"


def size(count_bytes: int) -> str:
    """``812 B``, ``43 kB``, ``1.2 MB``."""
    if count_bytes < 1_000:
        return f"{count_bytes} B"
    return f"{count_bytes / 1_000:.0f} kB" if count_bytes < 1_000_000 else f"{count_bytes / 1_000_000:.1f} MB"


def quoted(words: str, kind: str) -> str:
    """The words of a statement, in quotation marks where the article has them in some."""
    words = line(words, limit=600)
    bare = words[1:-1] if len(words) > 1 and words[0] in '“"' and words[-1] in '”"' else words
    return f"“{bare}”" if kind == "direct" else words


def attributed(name: str | None, source: str, *, role: str | None, cue: str) -> Text:
    """``Mara Quill, minister for ports, denied: ``; the article's words for the speaker where nobody knows the name."""
    who = Text(short(name or source or "somebody unnamed", 120), style="bold cyan" if name else "cyan")
    verb = Text(short(cue, 120), style="yellow") if cue else Text()
    if not name and role and role in source:
        role = None  # the article's words say it already
    as_role = f", {short(role, 120)}" if role else ""
    if cue.lower() in CUES_BEFORE:
        return Text.assemble(verb, " ", who, as_role, ": ")
    return Text.assemble(who, as_role, "," if role and cue else "", " " if cue else "", verb, ": ")
