"""Which of the likely spans to believe: those of sources, cues and contents, and those of names.

What is set here was chosen on polnear/dev, polnear_cofenet_split/dev and worldwide_ner/dev.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from onrecord_extract.decode import Chain, Likely, Scores, Tagged, best_paths, likely_spans, spans, worthiest
from onrecord_extract.gazetteer import organisation, place
from onrecord_extract.words import Segment

PRICES = {"source": 0.45, "cue": 0.45, "content": 0.46}
NAME_PRICE = 0.41
"""How likely a span must be to be taken."""

LEAN = {"source": 0.6, "cue": 0.0, "content": -0.5}
"""Added to the score of beginning a span on the best path, which is there for what is plain: below 0 it finds less, and
what it finds is right more often. A missed source costs a statement its speaker, so that of sources is not."""

POSSIBLE_NAME = 0.03
"""How likely a span must be to count when a text's other places with the same words are judged."""

AGREEMENT = 0.75
"""How much of a name's likelihood is that of the same words throughout the text."""

SAME_PERSON = 0.7
"""How likely a surname is a person, next to the full name elsewhere in the text."""

LONGEST_PERSON_WORDS = 6

LISTED = {"ORG": 0.2, "PLACE": 0.1}
"""What it adds to a name's worth that a list has it as one of these, and takes from it as anything else."""

BEHIND_ARTICLE = 0.3
"""What a person's worth loses, by the share of the name's places behind "the": 90 of the training part's names of persons
stand there, and 3,286 of organisations and places."""

SPELLED_OUT = 0.5
"""How much of an acronym's likelihood is that of the name that it follows in brackets: "Islamic Salvation Front (FIS)"."""

_SPELLING_OUT = frozenset({"ORG", "MISC"})
"""What acronyms in brackets stand for; those behind a person or a place say what these belong to: "Hale (ANC)"."""

_LIKELIER_THAN_NOT = 0.5


def roles(rows: Sequence[Scores], chain: Chain, kinds: Sequence[str]) -> list[list[Tagged]]:
    """Choose the sources, cues and contents of each segment: the likely ones, and the best path's where these are apart.

    Where a span's ends are in doubt no posterior is high, and the best path still knows that something was said.

    Args:
        rows: Per segment the scores of its words, (W, K).
        kinds: The roles, in the order of their tags.
    """
    prices = [PRICES[kind] for kind in kinds]
    lean = np.zeros(len(chain.first), np.float32)
    for number, role in enumerate(kinds):
        lean[[4 * number + 1, 4 * number + 4]] = LEAN[role]  # "begin" and "single": once per span
    likely = likely_spans(rows, chain, prices)
    paths = best_paths([scores + lean for scores in rows], chain)
    chosen = []
    for scores, of_segment, path in zip(rows, likely, paths, strict=True):
        found = worthiest((share - prices[span[2]], span) for share, span in of_segment)
        covered = bytearray(len(scores))
        for first, last, _ in found:
            covered[first : last + 1] = b"\1" * (last + 1 - first)
        found += [span for span in spans(path) if covered.find(1, span[0], span[1] + 1) < 0]
        chosen.append(sorted(found))
    return chosen


def names(
    text: str, segments: Sequence[Segment], rows: Sequence[Scores], chain: Chain, kinds: Sequence[str]
) -> list[list[Tagged]]:
    """Choose the names of each segment: the same words are the same kind of name throughout, unless all speaks against it.

    A person's name is also judged by longer names of persons that begin or end with it, by an article before it, and by
    what lists know; an acronym by the name it is put in brackets behind.

    Args:
        rows: Per segment the scores of its words, (W, K).
        kinds: The kinds of name, in the order of their tags.
    """
    likely = likely_spans(rows, chain, [POSSIBLE_NAME] * chain.kinds)
    shares: defaultdict[tuple[str, int], float] = defaultdict(float)
    places: defaultdict[str, set[int]] = defaultdict(set)
    articled: defaultdict[str, set[int]] = defaultdict(set)
    full: dict[str, dict[int, float]] = {}
    spelled = [
        [text[segment.starts[first] : segment.ends[last]] for _, (first, last, _) in of_segment]
        for segment, of_segment in zip(segments, likely, strict=True)
    ]
    for segment, of_segment, spellings in zip(segments, likely, spelled, strict=True):
        for (share, span), words in zip(of_segment, spellings, strict=True):
            start = segment.starts[span[0]]
            shares[words, span[2]] += share
            places[words].add(start)
            if span[0] and segment.spelled[span[0] - 1].lower() == "the":
                articled[words].add(start)
        for at, of_full in _spelled_out(segment.spelled, of_segment, kinds):
            full[text[segment.starts[at] : segment.ends[at]]] = of_full
    usual = {(words, kind): share / len(places[words]) for (words, kind), share in shares.items()}
    person = kinds.index("PERSON")
    longer = _of_longer({words: share for (words, kind), share in usual.items() if kind == person})
    listed = {words: _listed(words) for words in places}

    def judged(share: float, span: Tagged, words: str) -> Likely:
        kind = span[2]
        elsewhere = usual[words, kind]
        if kind == person:
            elsewhere = max(elsewhere, SAME_PERSON * longer.get(words, 0.0))
        worth = (1 - AGREEMENT) * share + AGREEMENT * elsewhere
        if words in full:
            worth = (1 - SPELLED_OUT) * worth + SPELLED_OUT * full[words].get(kind, 0.0)
        if kind == person:
            worth -= BEHIND_ARTICLE * len(articled[words]) / len(places[words])
        if known := listed[words]:
            worth += LISTED[known] if kinds[kind] == known else -LISTED[known]
        return worth - NAME_PRICE, span

    return [
        worthiest(judged(*each, words) for each, words in zip(of_segment, spellings, strict=True))
        for of_segment, spellings in zip(likely, spelled, strict=True)
    ]


def _spelled_out(
    spelled: Sequence[str], likely: Sequence[Likely], kinds: Sequence[str]
) -> Iterator[tuple[int, dict[int, float]]]:
    """Yield where acronyms stand in brackets behind a likely name, with how likely that name is which kind."""
    for at in range(2, len(spelled) - 1) if "(" in spelled else ():
        acronym = spelled[at]
        if not (spelled[at - 1] == "(" and spelled[at + 1] == ")" and acronym.isupper() and len(acronym) > 1):
            continue
        end = at - 3 if spelled[at - 2] == '"' else at - 2
        shares: defaultdict[int, float] = defaultdict(float)
        for share, (first, last, kind) in likely:
            if first < last == end:
                shares[kind] += share
        if sum(share for kind, share in shares.items() if kinds[kind] in _SPELLING_OUT) > _LIKELIER_THAN_NOT:
            yield at, shares


def _of_longer(names: Mapping[str, float]) -> dict[str, float]:
    """Say of all that names of several words begin or end with how likely the likeliest of these is."""
    found: dict[str, float] = {}
    for name, share in names.items():
        words = name.split()[:LONGEST_PERSON_WORDS]
        for at in range(1, len(words)):
            for part in (" ".join(words[:at]), " ".join(words[at:])):
                found[part] = max(found.get(part, 0.0), share)
    return found


def _listed(words: str) -> str | None:
    """Say what lists know *words* as: "ORG", "PLACE", or nothing."""
    if not words[:1].isupper():
        return None
    return "ORG" if organisation(words) else "PLACE" if place(words) else None
