"""Whether the text held is the whole article, and what says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord_clean.records import READ_ON

REFUSED = {401: "blocked", 402: "paywalled", 403: "blocked", 407: "blocked", 429: "blocked", 451: "blocked"}
BOT_WALL_WORDS = 220
BOT_WALL_SENTENCE_WORDS = 40
ERROR_WORDS = 60
"""What a server says along with an error is that, and no article, if it is shorter."""
LOCK_WITHIN_BLOCKS = 4
LOCKS_NOTHING = READ_ON | {"comments", "related", "navigation"}
SHORT_OF_DECLARED = 0.6
LEAST_DECLARED_WORDS = 150
SHORT_OF_FEED = 0.6
IN_FEED = 0.5
SHINGLE_WORDS = 4

BOT_WALL = re.compile(
    r"just a moment|checking (?:if the site connection|your browser)|are you a (?:robot|human)|verify(?:ing)? (?:that )?you are"
    r"(?: a)? human|i'm not a robot|access (?:to this page has been )?denied|pardon our interruption|unusual traffic"
    r"|enable javascript and cookies|complete the captcha|security check|request (?:was )?blocked|attention required"
    r"|press (?:and|&) hold|ddos protection",
    re.IGNORECASE,
)
LOCK = re.compile(
    r"(?:to|and) (?:continue|keep) reading|continue reading (?:this|with|your|for)|(?:to )?read (?:the )?(?:full|whole|rest of(?: the| this)?|entire|complete) (?:story|article|post|piece|report|text|version)"
    r"|(?:article|content|story|post|report|page|feature|section) is (?:only |exclusively |just )?(?:available |reserved |open )?(?:for|to|exclusive to|reserved for|available to) (?:\w+ ){0,3}(?:subscribers|members|registered)"
    r"|(?:for|to) (?:paid |paying |registered )?(?:subscribers|members) only|(?:subscriber|member|premium)s?[- ](?:only|exclusive)|exclusive (?:to|for) (?:\w+ )?(?:subscribers|members)"
    r"|unlock (?:this|the|full|unlimited|all)|already (?:a |an )?(?:\w+ )?(?:subscriber|subscribed|member)|(?:subscribe|register|sign up|log ?in|sign in|become a member|join)(?: \w+){0,3} (?:to|and) (?:\w+ )?(?:read|continue|unlock|access|view|see)"
    r"|(?:reached|used|read) (?:your|all|the)(?: \w+){0,5} (?:free )?(?:articles?|limit|stories)|(?:remaining|last) free article|free articles? (?:left|remaining)|(?:rest|remainder) of (?:this|the) (?:story|article|post|piece) is"
    r"|this (?:content|article|story|post) is (?:locked|behind)|keep reading with|want to (?:read|see) (?:more|the rest)|you (?:need|must|have) to (?:be a|subscribe|register|log ?in|sign in)"
    r"|il vous reste|la suite est réservée|réservée? aux abonnés|pour lire la suite|article réservé|weiterlesen mit|jetzt weiterlesen|nur für abonnent|mit .{0,20}abo (?:weiter)?lesen|contenido exclusivo|para seguir leyendo|suscríbete para|exclusivo para suscriptores"
    r"|continua a leggere|per continuare a leggere|riservato agli abbonati|pozostało jeszcze|続きを読む|残り\d+文字|会員限定|لقراءة المزيد",
    re.IGNORECASE,
)
SHARE_LEFT = re.compile(
    r"(?:il vous reste|pozostało jeszcze|noch)\D{0,20}\d{1,3}(?:[.,]\d{1,2})? ?%|残り\s?[\d,]{1,7}\s?文字",
    re.IGNORECASE,
)
TRAILS_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*(?:\(?(?:read|see) more\)?\.?|continue reading|more)?\s*[»>→]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the article besides its blocks."""

    status: int = 200
    """HTTP status of the page; 0 where no answer came."""

    declared_words: int | None = None
    """The article's length as its metadata state it."""

    bounded: str | None = None
    """Why we did not read the page to its end."""


def completeness(labelled: Sequence[tuple[str, str]], known: Circumstances) -> tuple[str, str]:
    """Judge the text of the blocks that are read on; what the outlet declares about access is not looked at.

    Args:
        labelled: Text and label of each block, in order.
        known: The page's circumstances.

    Returns:
        full, partial, paywalled, blocked or unknown, and the evidence in words.
    """
    words = sum([len(text.split()) for text, label in labelled if label in READ_ON])
    body = [i for i, (_, label) in enumerate(labelled) if label == "body"]
    if words < BOT_WALL_WORDS and (
        refusal := _refused(labelled, known, some=bool(body) and words >= ERROR_WORDS)
    ):
        return refusal
    if not body:
        lock = _lock(labelled)
        unread = f"; page not read to its end: {known.bounded}" if known.bounded else ""
        return ("paywalled", lock) if lock else ("unknown", "no article text found" + unread)
    return _cut(labelled, body[-1], words, known) or (
        "full",
        f"{words} words, nothing says that more follows",
    )


def is_beginning(text: str, whole: str) -> bool:
    """Tell whether *text* is a part of *whole* and far shorter, as the page of an article that its feed holds in full.

    At least IN_FEED of its runs of SHINGLE_WORDS words stand in *whole* too: feeds that say something else in more words
    are no evidence.
    """
    words, all_words = text.split(), whole.split()
    if len(words) >= SHORT_OF_FEED * len(all_words):
        return False
    runs = _runs(words)
    return bool(runs) and len(runs & _runs(all_words)) >= IN_FEED * len(runs)


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}


def _refused(
    labelled: Sequence[tuple[str, str]], known: Circumstances, *, some: bool
) -> tuple[str, str] | None:
    """Tell whether the server gave something else instead of the article; *some* text may be one."""
    if known.status in REFUSED:
        return REFUSED[known.status], f"HTTP {known.status}"
    for text, _ in labelled[:40]:
        wall = BOT_WALL.search(text[:400])
        if wall and len(text.split()) <= BOT_WALL_SENTENCE_WORDS:
            return "blocked", f"bot wall: “{wall[0]}”"
    if not some and (known.status == 0 or known.status >= 400):
        return "blocked", f"HTTP {known.status}" if known.status else "no answer"
    return None


def _cut(
    labelled: Sequence[tuple[str, str]], last: int, words: int, known: Circumstances
) -> tuple[str, str] | None:
    """Tell whether the article goes on after the block *last*, where we have no more of it."""
    after = labelled[last + 1 : last + 1 + LOCK_WITHIN_BLOCKS]
    if lock := _lock(after):
        return "paywalled", f"after the last paragraph: {lock}"
    if share := next(
        (
            found
            for text, _ in labelled[last:]
            if ("%" in text or "文字" in text) and (found := SHARE_LEFT.search(text[:400]))
        ),
        None,
    ):
        return "paywalled", f"“{share[0]}”"
    ending = labelled[last][0].rstrip()
    if TRAILS_OFF.search(ending[-60:]):
        return "partial", f"the text trails off: “{ending[-30:]}”"
    declared = known.declared_words or 0
    if declared >= LEAST_DECLARED_WORDS and words < SHORT_OF_DECLARED * declared:
        return "partial", f"{words} words of {declared} declared"
    if known.bounded:
        return "partial", f"page not read to its end: {known.bounded}"
    return None


def _lock(labelled: Sequence[tuple[str, str]]) -> str | None:
    """Find words that lock the rest of an article; None where there are none."""
    for text, label in labelled:
        if label in LOCKS_NOTHING or len(text) > 1_500:
            continue
        if lock := LOCK.search(text[:600]):
            return f"“{text[max(0, lock.start() - 20) : lock.end() + 20].strip()}”"
    return None
