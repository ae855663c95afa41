"""Runs of capitalised words: what may be names, with the small words that names hold. Linear in the text's length."""

import re
from typing import NamedTuple

from onrecord_extract.entity_words import HEADS, JOINERS, PARTICLES, PLACE_HEADS, TAILS
from onrecord_extract.titles import TITLES, is_title

_WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+(?:['’.&-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s\Z|['’]S\Z")
_ARABIC = re.compile(r"(?:al|el|ul|as|ad|an|ar|at|az|ash|d|l)[-’'][A-ZÀ-Ž]")
LONGEST_RUN_WORDS = 12


class Word(NamedTuple):
    start: int
    end: int
    text: str
    initial: bool  # begins a sentence or a quotation
    before: str  # the word before, lower case

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or bool(_ARABIC.match(self.text))


def words_of(text: str) -> list[Word]:
    words: list[Word] = []
    end, before = 0, ""
    for match in _WORD.finditer(text):
        gap = text[end : match.start()] if match.start() - end <= 8 else "\n"
        initial = not words or (any(mark in gap for mark in '.!?\n:"“”‘') and not _abbreviates(before, gap))
        word = _POSSESSIVE.sub("", match[0])
        words.append(Word(match.start(), match.start() + len(word), word, initial, before))
        end, before = match.end(), match[0].lower()
    return words


def _abbreviates(word: str, gap: str) -> bool:
    return gap == ". " and (word in TITLES or len(word) == 1)


def runs_of(text: str, words: list[Word]) -> list[list[Word]]:
    """Join capitalised words that stand together, with the small words that names hold."""
    runs: list[list[Word]] = []
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        run = [words[at]]
        at += 1
        while at < len(words) and len(run) < LONGEST_RUN_WORDS:
            step = _next_of_run(text, run, words, at)
            if not step:
                break
            run += words[at : at + step]
            at += step
        runs.append(run)
    return runs


def _next_of_run(text: str, run: list[Word], words: list[Word], at: int) -> int:
    """Say how many words from *at* on belong to *run*: 0 where it ends."""
    if not _adjoins(text, run[-1], words[at]):
        return 0
    small = 0
    while small <= 3 and at + small < len(words) and not words[at + small].capital:
        if words[at + small].text not in PARTICLES | JOINERS or not _adjoins(
            text, words[at + small], words[min(at + small + 1, len(words) - 1)]
        ):
            return 0
        small += 1
    if at + small == len(words) or not words[at + small].capital:
        return 0
    joining = words[at : at + small]
    return (
        small + 1
        if all(word.text in PARTICLES for word in joining) or _joins(text, run, words, at, small)
        else 0
    )


def _joins(text: str, run: list[Word], words: list[Word], at: int, small: int) -> bool:
    """Say whether "of", "for" or "and" goes on with a name: "Ministry of Health and Welfare"."""
    heads = {word.lower for word in run}
    if words[at].text in ("and", "&"):
        of_head = bool(heads & HEADS) and any(word.text == "of" for word in run)
        return of_head or _tail_follows(text, words, at + small)
    if words[at].text == "of" and is_title(run[-1].text):
        return True  # "Secretary of State"
    return words[at].text in ("of", "for", "on") and bool(
        heads & (HEADS | PLACE_HEADS | {"republic", "state"})
    )


def _tail_follows(text: str, words: list[Word], at: int) -> bool:
    for k in range(at, min(at + 3, len(words))):
        if not words[k].capital:
            return False
        if words[k].lower in TAILS:
            return k > at or words[k].lower not in ("bank", "news")
        if k + 1 < len(words) and not _adjoins(text, words[k], words[k + 1]):
            return False
    return False


def _adjoins(text: str, word: Word, following: Word) -> bool:
    gap = text[word.end : following.start]
    return gap in (" ", "\u00a0") or (gap == ". " and (len(word.text) == 1 or word.lower in TITLES))
