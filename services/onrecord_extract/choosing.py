"""Which of the likely spans to believe: those of sources, cues and contents, and those of names.

What is set here was chosen on polnear/dev, polnear_cofenet_split/dev and worldwide_ner/dev.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from onrecord_extract.decode import Chain, Likely, Scores, Tagged, best_paths, likely_spans, spans, worthiest
from onrecord_extract.words import Segment

PRICES = {"source": 0.45, "cue": 0.45, "content": 0.4}
NAME_PRICE = 0.45
"""How likely a span must be to be taken."""

LEAN = {"source": 1.2, "cue": 0.0, "content": -0.4}
"""Added to the score of beginning a span on the best path, as a missed source costs a statement its speaker."""

POSSIBLE_NAME = 0.03
"""How likely a span must be to count when a text's other places with the same words are judged."""

AGREEMENT = 0.7
"""How much of a name's likelihood is that of the same words elsewhere in the text."""


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


def names(text: str, segments: Sequence[Segment], rows: Sequence[Scores], chain: Chain) -> list[list[Tagged]]:
    """Choose the names of each segment: the same words are the same kind of name throughout, unless all speaks against it.

    Args:
        rows: Per segment the scores of its words, (W, K).
    """
    likely = likely_spans(rows, chain, [POSSIBLE_NAME] * chain.kinds)
    shares: defaultdict[tuple[str, int], float] = defaultdict(float)
    places: defaultdict[str, set[int]] = defaultdict(set)

    def spelled(segment: Segment, span: Tagged) -> str:
        return text[segment.starts[span[0]] : segment.ends[span[1]]]

    for segment, of_segment in zip(segments, likely, strict=True):
        for share, span in of_segment:
            words = spelled(segment, span)
            shares[words, span[2]] += share
            places[words].add(segment.starts[span[0]])

    def judged(segment: Segment, share: float, span: Tagged) -> Likely:
        words = spelled(segment, span)
        if len(places[words]) == 1:
            return share - NAME_PRICE, span
        usual = shares[words, span[2]] / len(places[words])
        return (1 - AGREEMENT) * share + AGREEMENT * usual - NAME_PRICE, span

    return [
        worthiest(judged(segment, *each) for each in of_segment)
        for segment, of_segment in zip(segments, likely, strict=True)
    ]
