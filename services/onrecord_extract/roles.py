"""What an article says a person is: "chair of Russia's Defence Committee", from titles and appositions.

Looks a bounded number of characters to either side of a name, within its sentence.
"""

import re
from itertools import pairwise

from onrecord_extract.cues import cue_of
from onrecord_extract.gazetteer import given_name
from onrecord_extract.records import Span
from onrecord_extract.titles import GROUP_NOUNS, HONORIFICS, PERSON_NOUNS, TITLES

LONGEST_ROLE_CHARS = 160
LONGEST_ROLE_WORDS = 20
LONGEST_UNKNOWN_ROLE_WORDS = 6
"""Of an apposition with an article and no noun that is known to name a person: "Ruth Hale, the harbour pilot"."""

_WORD = re.compile(r"[\w&][\w’'&./-]*")
_APPOSITION = re.compile(
    r"(?:\s\([^()\n]{1,20}\))?(?:,\s\d{1,3})?,\s(?:who\s(?:is|was|has been|serves as|served as)\s)?"
)
_APPOSITION_END = re.compile(
    r"[,;:()\[\]\"“”—–\n]|(?<![A-Z])(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!Sen)(?<!Gov)(?<!Rep)(?<!Inc)(?<!Corp)\.(?:\s|\Z)|\s(?:said|says|told|added|who|which|that|has|had|was|is|were|and\sthen|but|whose|where)\s"
)
_ARTICLE = re.compile(r"(?:the|a|an|its|one of the|one of|another|fellow|now|then)\s", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:the|its|their|a|an)\s(?=\S)", re.IGNORECASE)
_CLAUSE_EDGE = re.compile(r"\s-\s|[,;:()\[\]\"“”—–\n]\s*")
_BETWEEN = """
    the a an by with and to from that said says told as in on at after when while but or where which who whom whose
    against between including include like unlike about into under over than before since because if is was are were
    has have had be been meet met his her their its our my your
"""
_NO_ROLE = frozenset(
    "day week month year morning afternoon evening night time moment same next first last only most more less few "
    "is was are were has had have will would can could may might which that he she they it there".split()
)
_NO_FIRST_WORD = frozenset("along including like such according with you she he they and or but not".split())
_EDGES = frozenset(_BETWEEN.split())
_FULL_TITLES = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "gen": "general", "col": "colonel", "lt": "lieutenant", "prof": "professor", "sgt": "sergeant", "capt": "captain",
    "rev": "reverend", "dr": "doctor", "amb": "ambassador", "pm": "premier", "minister": "minister", "maj": "major",
}  # fmt: skip
_QUALIFIERS = frozenset(
    {"former", "ex", "vice", "shadow", "acting", "crown", "private"}
)  # of titles; no role alone
_KNOWN = PERSON_NOUNS | TITLES
_IN_TITLES = _KNOWN | GROUP_NOUNS | {"of", "for", "vice", "then", "senior", "top", "deputy"}
_IN_ROLES = PERSON_NOUNS | (TITLES - HONORIFICS - _QUALIFIERS) | {"mp", "mep"}
_NOUNS = PERSON_NOUNS | (TITLES - HONORIFICS) | set(_FULL_TITLES.values())


def role_nouns(role: str) -> frozenset[str]:
    """Read the nouns of *role* that say what its bearer is, abbreviations spelled out, lower case."""
    words = (word.lower().strip(".") for word in _WORD.findall(role))
    nouns = {_FULL_TITLES.get(word, word) for word in words}
    return frozenset(
        nouns & _NOUNS | ({"premier", "minister"} if "prime minister" in role.lower() else set())
    )


def without_article(role: str) -> str:
    """Strip "the", "a", "its" and the like from the front of *role*."""
    while match := _ARTICLE.match(role):
        role = role[match.end() :]
    return role


def role_after(text: str, end: int, sentence_end: int) -> str | None:
    """Read the apposition after a name that ends at *end*: "Ann Hale, **mayor of Poe**, said"; None where none is."""
    comma = _APPOSITION.match(text, end)
    if not comma or comma.end() > sentence_end:
        return None
    limit = min(sentence_end, comma.end() + LONGEST_ROLE_CHARS)
    stop = _APPOSITION_END.search(text, comma.end(), limit)
    if stop is None and limit < sentence_end:
        return None
    role = text[comma.end() : stop.start() if stop else limit].strip(" .")
    return _if_role(role)


def role_before(text: str, start: int, sentence_start: int) -> str | None:
    """Read what stands before a name: "the **mayor of Poe**, Ann Hale", "**Prime Minister** Hale"; None if nothing."""
    floor = max(sentence_start, start - LONGEST_ROLE_CHARS)
    before = text[floor:start]
    if before.endswith(", "):
        clause = before[:-2]
        edges = [edge.end() for edge in _CLAUSE_EDGE.finditer(clause)]
        if not edges and floor > sentence_start:
            return None
        chunk = clause[edges[-1] if edges else 0 :]
        for article in _DETERMINED.finditer(chunk):
            role = chunk[article.end() :]
            if not any(word.lower() in _NO_ROLE or cue_of(word) for word in _WORD.findall(role)):
                return _if_role(role)
        return None
    return _title_before(before)


def _title_before(before: str) -> str | None:
    if not before.endswith((" ", "\u00a0")):
        return None
    clause = before[max((edge.end() for edge in _CLAUSE_EDGE.finditer(before)), default=0) :]
    words = list(_WORD.finditer(clause))
    if not words or words[-1].end() + 1 < len(clause):
        return None
    last = words[-1][0].lower().strip(".")
    first = len(words)
    while first > 0 and len(words) - first < LONGEST_ROLE_WORDS:
        word = words[first - 1][0].lower().strip(".")
        if word in HONORIFICS or word in _EDGES:
            break
        if word == "of" and (first < 2 or words[first - 2][0].lower() not in _KNOWN):
            break
        if not _may_stand_in_title(words[first - 1][0]):
            break
        first -= 1
    while first < len(words) and words[first][0] in ("of", "for"):
        first += 1
    if first == len(words):
        return None
    if last not in _KNOWN and not any(
        word[0].lower() in _KNOWN and words[k + 1][0] == "of" for k, word in enumerate(words[first:-1], first)
    ):
        return None
    return clause[words[first].start() : words[-1].end()].strip()


def _may_stand_in_title(word: str) -> bool:
    lower = word.lower().strip(".")
    if cue_of(lower) is not None:
        return False  # a headline: "Trump Endorses Speaker Hale"
    return word[0].isupper() or lower in _IN_TITLES


def _if_role(chunk: str) -> str | None:
    """Give *chunk* back without its article if it says what a person is."""
    role = without_article(chunk.strip())
    words = _WORD.findall(role)
    if not words or len(words) > LONGEST_ROLE_WORDS or words[0].lower().endswith("ing"):
        return None
    if words[0].lower() in _NO_FIRST_WORD or _names_another(words):
        return None
    if any(word.lower().strip(".") in _IN_ROLES for word in words):
        return role
    named = len(role) < len(chunk.strip()) and not any(word.lower() in _NO_ROLE for word in words)
    return role if named and 1 < len(words) <= LONGEST_UNKNOWN_ROLE_WORDS else None


def _names_another(words: list[str]) -> bool:
    """Say whether *words* begin with another person: "Hale, **mayor Bob Poe** and others" is a list."""
    for word, following in pairwise(words):
        if word in ("of", "to", "for", "at", "in", "from", "with", "on"):
            return False
        if (
            word[0].isupper()
            and given_name(word)
            and following[0].isupper()
            and "'" not in following
            and "’" not in following
        ):
            return True
    return False


def described(text: str, source: Span) -> str | None:
    """Read what an unnamed speaker is called: "a **spokesman for the ministry**"; None where it is no single person."""
    phrase = without_article(text[source[0] : min(source[1], source[0] + LONGEST_ROLE_CHARS)].strip())
    words = _WORD.findall(phrase)
    head = [
        word.lower()
        for word in re.split(r"\s(?:for|of|at|with|from|in|who|to)\s|,", phrase, maxsplit=1)[0].split()
    ]
    a_person = words and head and head[-1] in PERSON_NOUNS and cue_of(head[0]) is None
    return (
        phrase
        if a_person and not head[0].endswith("ing") and len(head) <= LONGEST_UNKNOWN_ROLE_WORDS
        else None
    )
