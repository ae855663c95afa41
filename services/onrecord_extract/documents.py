"""Documents that say something, of whoever wrote them: "Vedra answered a Halden Institute report claiming …"

The model is apt to give such a claim to the subject of the sentence: to whom it is made against.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from onrecord_extract.link import Found
from onrecord_extract.names import Mention
from onrecord_extract.records import Span

LONGEST_BETWEEN = 60
"""Characters from the author's name to the cue: "'s long-awaited annual report "."""

_NOUN = r"(?:analysis|article|dossier|editorial|inquiry|investigation|paper|poll|report|review|story|study|survey)"
_BEHIND = re.compile(rf"(?:['’]s)?\s(?:[a-z-]+\s){{0,3}}{_NOUN}\s", re.ASCII)
_ARTICLE = re.compile(r"\b(?:an?|another|the|this)\s(?:(?:new|recent)\s)?$", re.IGNORECASE)
_LONGEST_ARTICLE = 16


def with_documents(text: str, found: Sequence[Found], named: Sequence[Mention]) -> list[Found]:
    """Give what a document is saying to it, rather than to whoever else the sentence is about.

    Args:
        found: The model's statements of *text*.
        named: Who is named in *text*, in order.
    """
    ends = [mention.end for mention in named]
    made = []
    for each in found:
        source = _document(text, each.cue, named, ends) if each.cue else None
        other = source and not (each.source and each.source[0] < source[1] and source[0] < each.source[1])
        made.append(Found(source, each.cue, each.content) if other else each)
    return made


def _document(text: str, cue: Span, named: Sequence[Mention], ends: Sequence[int]) -> Span | None:
    """Find the document that a participle, *cue*, stands right behind, with its author's name and article."""
    if not text[cue[0] : cue[1]].partition(" ")[0].endswith("ing"):
        return None
    at = bisect_right(ends, cue[0]) - 1
    if at < 0 or cue[0] - ends[at] > LONGEST_BETWEEN or not _BEHIND.fullmatch(text, ends[at], cue[0]):
        return None
    start = named[at].start
    article = _ARTICLE.search(text[max(0, start - _LONGEST_ARTICLE) : start])
    return start - len(article[0]) if article else start, cue[0] - 1
