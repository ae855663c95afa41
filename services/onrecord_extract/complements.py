"""What follows a cue: whether it is a verb at all, and where the words it introduces begin."""

from onrecord_extract.cues import NOUNS_TOO, ONLY_WITH_PARTICLE, PARTICLES, Cue, Frame, cue_of
from onrecord_extract.sources import ADVERBS, AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS, TIMES
from onrecord_extract.units import Token

LONGEST_ADJUNCT_TOKENS = 14

TELLING = frozenset({"tell", "inform", "remind", "assure", "advise", "warn"})
_NEED_THAT = frozenset({"show", "find", "read", "add", "continue"})
_SURE_VERBS = frozenset({"say", "tell", "believe", "think"})
_NO_VERB_AFTER = frozenset({"to", "of", "be", "being", "been", "was", "were", "is", "are", "by"})
_BEFORE_PARTICIPLE = frozenset({"by", "is", "are", "was", "were", "been"})
_BEFORE_NOUN = DETERMINERS | PREPOSITIONS | AUXILIARIES
_AFTER_VERB = DETERMINERS | PRONOUNS | {"that", "him", "them", "for", "on"}
_ADDRESSEES = PRONOUNS | {"him", "her", "them", "me", "us", "reporters"}
_TIME_OR_MANNER = TIMES | ADVERBS
_ADJUNCT = _TIME_OR_MANNER | PREPOSITIONS


def is_verb(tokens: list[Token], i: int, cue: Cue) -> bool:
    """Say whether token *i*, a form of *cue*, is a finite verb: not in "the report", "his claims", "to report"."""
    word = tokens[i].lower
    before = tokens[i - 1].lower if i else ""
    if before in _NO_VERB_AFTER or before.isdigit():
        went_on = before == "to" and i > 2 and tokens[i - 2].lower == "on"  # "went on to say"
        return went_on or (before in _BEFORE_PARTICIPLE and word.endswith("ing"))
    if word not in (cue.lemma, f"{cue.lemma}s") or cue.lemma in _SURE_VERBS:
        return True
    noun = i == 0 or before in _BEFORE_NOUN or before.endswith(("'s", "’s", "s'", "s’"))
    return not noun and (cue.lemma not in NOUNS_TOO or _has_subject_and_object(tokens, i, cue))


def _has_subject_and_object(tokens: list[Token], i: int, cue: Cue) -> bool:
    """Say whether a word that is mostly a noun has beside it what a verb has."""
    before, following = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if cue_of(before.lower) is not None or following is None:
        return False  # "calls claims a lie"
    if tokens[i].lower != cue.lemma and before.text[:1].isupper():
        return following.lower not in PREPOSITIONS
    subject = before.lower in PRONOUNS | ADVERBS or before.text[:1].isupper() or before.lower.endswith("s")
    comma = following.text == "," and i + 2 < len(tokens) and tokens[i + 2].quote is not None
    going_on = comma or following.quote is not None or following.text[:1].isupper() or following.text == ":"
    return subject and (going_on or following.lower in _AFTER_VERB)


def content_start(tokens: list[Token], i: int, cue: Cue) -> int | None:
    """Find the token that what the cue at *i* introduces begins with; None where it introduces nothing.

    That token is a colon where one introduces it, and "that" where that does.
    """
    k = i + 1
    particles = PARTICLES.get(cue.lemma, frozenset())
    if k < len(tokens) and tokens[k].lower in particles:
        k += 1
    elif cue.lemma in ONLY_WITH_PARTICLE:
        return None
    if k >= len(tokens):
        return None
    introduced = _introduced(tokens, k)
    if introduced == k:
        return k
    if tokens[k].text == ",":
        return introduced if introduced == k + 1 else None
    if cue.frame is Frame.OBJECT or k > i + 1:
        start: int | None = k
    elif cue.lemma in _NEED_THAT:
        start = introduced
    elif cue.lemma in TELLING:
        start = introduced or _past_addressee(tokens, k)
    elif tokens[k].lower in _ADJUNCT:
        start = introduced or _past_time(tokens, k)
    else:
        start = k
    return start if start is not None and (start == introduced or tokens[start].text[:1].isalnum()) else None


def _introduced(tokens: list[Token], k: int) -> int | None:
    """Find "that", a colon or a quotation from *k* on, in the same clause."""
    for j in range(k, min(len(tokens), k + LONGEST_ADJUNCT_TOKENS)):
        if tokens[j].lower == "that" or tokens[j].text == ":" or tokens[j].quote is not None:
            return j
        if tokens[j].text in (".", ";"):
            break
    return None


def _past_addressee(tokens: list[Token], k: int) -> int | None:
    if tokens[k].lower in _ADDRESSEES:
        k += 1
    elif tokens[k].text[:1].isupper() or tokens[k].lower in DETERMINERS:
        k += 1
        while k < len(tokens) and tokens[k].text[:1].isupper() and tokens[k].lower not in PRONOUNS:
            k += 1
    return k if k < len(tokens) else None


def _past_time(tokens: list[Token], k: int) -> int | None:
    while k < len(tokens) and tokens[k].lower in _TIME_OR_MANNER:
        k += 1
    return k if k < len(tokens) and tokens[k].lower not in PREPOSITIONS else None
