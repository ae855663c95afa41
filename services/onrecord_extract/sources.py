"""Which words before or after a cue name its source: a noun phrase, found without a parser.

Both functions look a bounded number of tokens to one side of the cue.
"""

from onrecord_extract.cues import cue_of
from onrecord_extract.units import Token

LONGEST_SOURCE_TOKENS = 45

PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "which", "one", "that"})
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your some many several most other another one two three "
    "four five both no all each every few any".split()
)
PREPOSITIONS = frozenset(
    "in on at during after before since for with by from of to about against among between under over near within "
    "without through throughout across despite amid inside outside into until via as like including".split()
)
CONJUNCTIONS = frozenset(
    "and but or nor yet so because while when if although though whereas whether than unless once where how why what "
    "that as since until before after which who whom whose".split()
)
ADVERBS = frozenset(
    "also later then earlier still now never not repeatedly previously recently already once further again even often "
    "just first publicly reportedly today yesterday tonight long initially eventually ever always largely simply only "
    "almost quickly privately openly too soon both all n't".split()
)
AUXILIARIES = frozenset(
    "has had have having is are was were be been being will would could can may might should must did does do didn't "
    "don't doesn't hasn't haven't hadn't wasn't weren't isn't won't wouldn't couldn't cannot can't didn’t don’t doesn’t "
    "hasn’t haven’t hadn’t wasn’t weren’t isn’t won’t wouldn’t couldn’t can’t".split()
)
_ALONE = frozenset(
    {"another", "others", "some", "many", "most", "both", "all", "several", "this", "that", "each"}
)
_FRONTING = frozenset(
    "earlier later still meanwhile however then moreover instead today yesterday tonight now also perhaps indeed "
    "sunday monday tuesday wednesday thursday friday saturday afterward afterwards additionally nevertheless".split()
)
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow last this earlier later "
    "early late recently again week month year night morning afternoon evening".split()
)
_EDGE_SIGNS = frozenset(";:()[]—–/|") | {"..."}
_HARD_SIGNS = _EDGE_SIGNS - {"(", ")"}
_BEFORE_VERB = ADVERBS | AUXILIARIES
_STANDING_ALONE = PRONOUNS | _ALONE
_NEVER_LAST = PREPOSITIONS | CONJUNCTIONS | DETERMINERS | AUXILIARIES
_WHOLE_PHRASES = PRONOUNS - {"one", "that"}
_AFTER_VERB = DETERMINERS | PREPOSITIONS
_BEFORE_SUBJECT = _FRONTING | {"and", "or"}
_BEGINNINGS = DETERMINERS | PRONOUNS
_NO_BEGINNING = PREPOSITIONS | CONJUNCTIONS | ADVERBS | AUXILIARIES
_ENDING_AFTER_COMMA = (CONJUNCTIONS - {"who", "whose", "and"}) | (PREPOSITIONS - {"of"})
_FRONTED = PREPOSITIONS | {"when", "if", "while", "asked"}
_SKIPPED = _FRONTING | CONJUNCTIONS | ADVERBS | {","}
_NO_NOUN = PREPOSITIONS | CONJUNCTIONS | PRONOUNS | ADVERBS


def before_cue(tokens: list[Token], cue: int, floor: int) -> tuple[int, int] | None:
    """Find the noun phrase that ends before token *cue*, not reaching before *floor*: (first, after last).

    Auxiliaries and adverbs between it and the cue are passed over: "Hale has repeatedly **said**". Where a comma
    stands before the cue, the phrase is the one with an apposition that the comma closes: "Hale, the mayor, **said**".
    """
    last = cue - 1
    if last - 2 > floor and [token.lower for token in tokens[last - 1 : last + 1]] == ["on", "to"]:
        last -= 3  # "went on to say"
    while last >= floor and (tokens[last].lower in _BEFORE_VERB or tokens[last].lower.endswith("ly")):
        last -= 1
    if last < floor or tokens[last].quote is not None:
        return None
    if tokens[last].text == ",":
        return _with_apposition(tokens, last, floor)
    first = _phrase_start(tokens, last, floor)
    return (first, last + 1) if first is not None else None


def _with_apposition(tokens: list[Token], comma: int, floor: int) -> tuple[int, int] | None:
    """Find "Hale, the mayor of Poe" where *comma* follows it."""
    found: tuple[int, int] | None = None
    for k in range(comma - 1, max(floor, comma - LONGEST_SOURCE_TOKENS), -1):
        if tokens[k].text in _HARD_SIGNS:
            break
        if tokens[k].text != "," or k + 1 == comma or tokens[k + 1].lower in ("and", "or"):
            continue
        first = _phrase_start(tokens, k - 1, floor)
        found = (first, comma) if first is not None and first < k else None
        if tokens[k - 1].text not in ("Jr.", "Sr."):
            break
    return found


def _phrase_start(tokens: list[Token], last: int, floor: int) -> int | None:
    """Walk back from *last* to where its noun phrase begins; None where no noun phrase ends there."""
    if not _may_end_phrase(tokens[last]):
        return None
    if tokens[last].lower in PRONOUNS:
        return last
    floor = max(floor, last - LONGEST_SOURCE_TOKENS)
    bracket = _bracket_start(tokens, last, floor)
    k = last if bracket is None else bracket
    while k > floor:
        bracket = _bracket_start(tokens, k - 1, floor)
        if bracket is None and not _belongs(tokens, k - 1):
            break
        k = k - 1 if bracket is None else bracket
    return _without_fronting(tokens, k, last)


def _bracket_start(tokens: list[Token], k: int, floor: int) -> int | None:
    """Find where the bracket that token *k* closes opens: "Rep. Ruth Hale **(D-Wexley)**"; None where it closes none."""
    if tokens[k].text != ")":
        return None
    return next((j for j in range(k - 1, max(floor, k - 12) - 1, -1) if tokens[j].text == "("), None)


def _may_end_phrase(token: Token) -> bool:
    if token.quote is not None:
        return False
    word = token.lower
    if word in _STANDING_ALONE:
        return True
    ends = word[:1].isalnum() and word not in _NEVER_LAST
    return ends or token.text in ("Jr.", "Sr.", ")", "%")


def _belongs(tokens: list[Token], k: int) -> bool:
    """Say whether token *k* can go on with the noun phrase after it."""
    token = tokens[k]
    word = token.lower
    if token.quote is not None:
        return False
    if token.text in ("(", ")", "$", "&", "'", "’", "#", "@", "%"):
        return True
    if not word[:1].isalnum() or word in AUXILIARIES or word in _WHOLE_PHRASES:
        return False
    if word in ("and", "or"):
        return _listed(tokens, k)
    if word in CONJUNCTIONS:
        return False
    return not (word.islower() and token.text.islower() and _is_verb(tokens, k))


def _listed(tokens: list[Token], k: int) -> bool:
    """Say whether "and" joins two names, not two clauses."""
    if k == 0:
        return False
    before, after = tokens[k - 1], tokens[k + 1]
    return before.text[:1].isupper() and after.text[:1].isupper() and after.lower not in PRONOUNS


def _is_verb(tokens: list[Token], k: int) -> bool:
    """Say whether the lower-case word *k* reads as a verb with the phrase after it as object."""
    cue = cue_of(tokens[k].text)
    following = tokens[k + 1].lower if k + 1 < len(tokens) else ""
    if cue is None:
        return False
    return following in _AFTER_VERB or tokens[k + 1].text[:1].isupper()


def _without_fronting(tokens: list[Token], first: int, last: int) -> int | None:
    """Leave out what stands before the subject: "On Tuesday the mayor", "Still, Hale"."""
    while first < last and (tokens[first].lower in _BEFORE_SUBJECT or not tokens[first].text[:1].isalnum()):
        if tokens[first].quote is not None:
            break
        first += 1
    if tokens[first].lower in PREPOSITIONS and first < last:
        start = None
        for k in range(last, first, -1):
            inside = tokens[k - 1].lower in PREPOSITIONS
            begins = tokens[k].lower in _BEGINNINGS or (
                tokens[k].text[:1].isupper() and not tokens[k - 1].text[:1].isupper()
            )
            if begins and not inside:
                start = k
                break
        while start is not None and start - 1 > first and tokens[start - 1].lower in DETERMINERS:
            start -= 1
        return start
    return first


def after_cue(tokens: list[Token], cue: int) -> tuple[int, int] | None:
    """Find the noun phrase that follows token *cue*, with its appositions: "said **Ann Hale, the mayor of Poe**"."""
    first = cue + 1
    if first >= len(tokens) or tokens[first].quote is not None:
        return None
    opening = tokens[first]
    if not (opening.text[:1].isupper() or opening.lower in _BEGINNINGS or cue_of(opening.text) is None):
        return None
    if not opening.text[:1].isalnum() or opening.lower in _NO_BEGINNING:
        return None
    if opening.lower in PRONOUNS:
        return first, first + 1
    limit = min(len(tokens), first + LONGEST_SOURCE_TOKENS)
    k = first
    relative = False
    while k < limit and not _ends_phrase_after(tokens, k, first):
        relative = relative or tokens[k].lower in ("who", "whose", "which", "whom")
        if tokens[k].lower in AUXILIARIES and not relative:
            return None  # a clause: "said the flag **was** removed"
        k += 1
    return first, k


def _ends_phrase_after(tokens: list[Token], k: int, first: int) -> bool:
    token = tokens[k]
    following = tokens[k + 1] if k + 1 < len(tokens) else None
    if token.quote is not None:
        return token.end - token.start > 40 or following is None or not following.text[:1].isalnum()
    if token.text in {".", ";", ":", "—", "–", "?", "!"}:
        return True
    if token.text == ",":
        if following is None or following.quote is not None:
            return True
        word = following.lower
        return word.endswith("ing") or word in _ENDING_AFTER_COMMA
    if token.lower in ("when", "while", "during", "after", "before", "because", "that", "if"):
        return True
    named = k > first and tokens[k - 1].text[:1].isupper() and tokens[first].text[:1].isupper()
    return named and token.lower in ("in", "on", "at", "to", "last", "this", "as", "earlier", "later")


def first_phrase(tokens: list[Token], first: int) -> tuple[int, int] | None:
    """Find the noun phrase that a sentence begins with, past when and where: "In Poe, **the mayor** left, saying"."""
    if tokens[first].lower in _FRONTED or tokens[first].lower.endswith("ing"):
        commas = (
            k for k in range(first, min(len(tokens), first + LONGEST_SOURCE_TOKENS)) if tokens[k].text == ","
        )
        first = next(commas, first) + 1
    while first < len(tokens) and tokens[first].lower in _SKIPPED:
        first += 1
    if first >= len(tokens):
        return None
    if tokens[first].lower in PRONOUNS:
        return first, first + 1
    k = first
    while k < len(tokens) and k - first < 12 and _goes_on(tokens, k, first):
        k += 1
    return (first, k) if k > first and _may_end_phrase(tokens[k - 1]) else None


def _goes_on(tokens: list[Token], k: int, first: int) -> bool:
    token = tokens[k]
    if token.quote is not None or not (token.text[:1].isalnum() or token.text in ("’", "'")):
        return False
    if token.text[:1].isupper() or token.lower in DETERMINERS or token.lower in ("of", "for"):
        return True
    named = any(word.text[:1].isupper() and word.lower not in DETERMINERS for word in tokens[first:k])
    verb = (
        token.lower in AUXILIARIES or token.lower.endswith(("ed", "ing")) or cue_of(token.lower) is not None
    )
    return not named and not verb and token.lower not in _NO_NOUN
