"""What a later statement is to somebody who knows an earlier one: the same, an update, or something else.

Cautious on purpose: two statements held to be one lose news, two alerts for one only annoy.
"""

from rapidfuzz.distance import Indel

from onrecord_track.figures import changed
from onrecord_track.likeness import Telling, likeness, verbatim
from onrecord_track.negation import turned
from onrecord_track.records import Judgement, Said
from onrecord_track.sameness import Sameness, sameness
from onrecord_track.speakers import is_name, same_speaker

SAME_FROM = 0.65
"""On 382 labelled pairs, 2026-11-23: F1 of "same" 0.90 with 3.7 % false merges; 0.91 with 5.6 % at 0.55, 0.89 with 2.8 % at 0.7."""

UNNAMED_SAME_FROM = 0.9
"""For "officials" and "the poll", who need not be the same ones; a choice, too few pairs to measure."""

UPDATE_FROM = 0.6
"""Below it a changed number or a "not" is part of another statement; F1 of "update" 0.79, 0.73 at 0.2. At most SAME_FROM."""

VERBATIM = 0.8
VERBATIM_SHINGLES = 4
"""Eight words in a row, at least: what two people hardly say by chance. Asked for where a speaker is unknown."""

TELLING_FROM = 25.0
"""Lighter statements ("Yes", "It is over") are told apart by the sentences they stand in."""

IN_ONE_SENTENCE = 0.7
"""Likeness of the sentences from which light statements are taken for the same."""

EDITED = 0.8
"""Share of words in common, in order, from which a "not" more or less is an edit of the same sentence."""


def judge(earlier: Said, later: Said) -> Judgement:
    """Judge *later* for somebody who was told *earlier*. Linear in the length of both but for EDITED."""
    return compare(Telling(earlier), Telling(later))


def compare(earlier: Telling, later: Telling) -> Judgement:
    """Judge two prepared statements; see ``judge``."""
    before, after = earlier.said.speaker, later.said.speaker
    speaker = same_speaker(before, after)
    if speaker == "other":
        return Judgement("different", 0.0, f"said by {after}, not by {before}")
    if speaker == "unknown":
        return _by_the_letter(earlier, later)
    return _by_the_words(earlier, later, sameness(earlier, later))


def _by_the_words(earlier: Telling, later: Telling, found: Sameness) -> Judgement:
    score = round(found.sure, 3)
    if score < UPDATE_FROM:
        return Judgement("different", score, _unlike(found))
    if change := _change(earlier, later):
        return Judgement("update", score, change)
    enough = SAME_FROM if is_name(earlier.said.speaker) and is_name(later.said.speaker) else UNNAMED_SAME_FROM
    if score < enough:
        return Judgement("different", score, _unlike(found))
    if found.likeness.telling < TELLING_FROM and not _in_one_sentence(earlier.said, later.said):
        return Judgement("different", score, "too short to tell, and in other sentences")
    return Judgement("same", score, _like(found, word_for_word=verbatim(earlier, later) >= VERBATIM))


def _by_the_letter(earlier: Telling, later: Telling) -> Judgement:
    shingles = min(len(earlier.shingles), len(later.shingles))
    score = round(verbatim(earlier, later), 3)
    if shingles >= VERBATIM_SHINGLES and score >= VERBATIM and not _change(earlier, later):
        return Judgement("same", score, "a speaker is not known, but the words are the same to the letter")
    return Judgement(
        "different", score, "a speaker is not known, and the words are not the same to the letter"
    )


def _change(earlier: Telling, later: Telling) -> str | None:
    """Say what turned the statement into another one, in a few words; None where nothing did."""
    if figure := changed(earlier.figures, later.figures):
        return f"“{figure[0]}” became “{figure[1]}”"
    if denied := turned(earlier.polarities, later.polarities):
        return f"“{later.written(denied)}” is denied in one and not in the other"
    told, retold = earlier.content_stems, later.content_stems
    if told != retold and sorted(told) == sorted(retold):
        return "the same words in another order"
    if (
        earlier.negators != later.negators
        and Indel.normalized_similarity(earlier.stems, later.stems) >= EDITED
    ):
        return "the same sentence with a “not” more or less"
    return None


def _in_one_sentence(earlier: Said, later: Said) -> bool:
    whole = [
        Telling(Said(said.speaker, "", said.sentence, "", said.outlet, said.date))
        for said in (earlier, later)
    ]
    return likeness(*whole).score >= IN_ONE_SENTENCE


def _like(found: Sameness, *, word_for_word: bool) -> str:
    if word_for_word:
        return "word for word the same"
    return f"the same in other words, {found.sure:.0%} sure" + _sharing(found)


def _unlike(found: Sameness) -> str:
    return f"something else: only {found.sure:.0%} sure that it is the same" + _sharing(found)


def _sharing(found: Sameness) -> str:
    shared = found.likeness.shared
    return f", sharing {', '.join(shared)}" if shared else ""
