"""Make pairs of what newspapers do to a quotation: trim it, quote a part, report it; and change or deny it.

The made sides were said and printed by nobody: they train and test, and are shown to no one.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from data import Pair, group_of
from onrecord_track.figures import figures
from onrecord_track.quoting import is_quotation, quoted
from onrecord_track.records import Said

SHORTEST, LONGEST = 12, 80
"""Words of a quotation that is worked on."""

PART = (4, 9)
"""Words of a part that is quoted inside a report."""

_SHIFTS = {
    "i": "he", "i'm": "he was", "i've": "he had", "i'll": "he would", "me": "him", "my": "his", "mine": "his",
    "we": "they", "we're": "they were", "we've": "they had", "we'll": "they would", "us": "them", "our": "their",
    "am": "was", "is": "was", "are": "were", "has": "had", "have": "had", "do": "did", "does": "did",
    "will": "would", "can": "could", "may": "might", "shall": "should", "now": "then", "today": "that day",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|can|could|should|must|has|have|had)\b")


def generate(said: Said, draw: random.Random) -> Iterator[Pair]:
    """Make a pair of each kind that *said*, a quotation, allows."""
    words = quoted(said.content).split()
    if not is_quotation(said.content) or not SHORTEST <= len(words) <= LONGEST:
        return
    made: tuple[tuple[str, str, str | None], ...] = (
        ("trimmed", "said", _trimmed(words, draw)),
        ("part quoted", "promised", _part_quoted(words, draw)),
        ("reported", "said", "that " + _reported(" ".join(words))),
    )
    for kind, cue, content in made:
        if content:
            yield _pair(said, cue, content, kind)


def generate_changes(said: Said, draw: random.Random) -> Iterator[Pair]:
    """Make pairs whose later side changes a number of *said*, or denies it."""
    numbers = [figure.written for figure in figures(said.content) if figure.written.isdigit()]
    if numbers:
        wrong = str(int(numbers[0]) + draw.randint(1, 9))
        yield _pair(said, said.cue, said.content.replace(numbers[0], wrong, 1), "number changed")
    if auxiliary := _AUXILIARY.search(said.content):
        end = auxiliary.end()
        if not said.content[end:].lstrip().startswith(("not ", "n't")):
            yield _pair(said, said.cue, said.content[:end] + " not" + said.content[end:], "denied")


def _pair(said: Said, cue: str, content: str, kind: str) -> Pair:
    later = replace(
        said, cue=cue, content=content, sentence=content, outlet="other", date=said.date + timedelta(days=1)
    )
    return Pair(said, later, kind in ("trimmed", "part quoted", "reported"), kind, group_of(said))


def _trimmed(words: list[str], draw: random.Random) -> str:
    kept = draw.randint(len(words) // 3, 2 * len(words) // 3)
    first = draw.choice((0, len(words) - kept))
    return "“" + " ".join(words[first : first + kept]) + "”"


def _part_quoted(words: list[str], draw: random.Random) -> str:
    """Quote some words, and report those before and after."""
    length = draw.randint(*PART)
    first = draw.randint(0, len(words) - length)
    before, part, after = (
        words[max(0, first - 6) : first],
        words[first : first + length],
        words[first + length :],
    )
    told = (_reported(" ".join(before)), f"“{' '.join(part)}”", _reported(" ".join(after[:4])))
    return "that " + " ".join(filter(None, told))


def _reported(text: str) -> str:
    return _WORD.sub(_shifted, text.replace("’", "'"))


_shifted: Callable[[re.Match[str]], str] = lambda match: _SHIFTS.get(match[0].lower(), match[0])  # noqa: E731
