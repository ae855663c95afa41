"""Blocks to labels: what the trained labeller says, and the few rules that see more than it does."""

from collections.abc import Sequence

import numpy as np

from onrecord_clean.blocks import PageBlock
from onrecord_clean.features import WORD, featurise
from onrecord_clean.records import LABELS, READ_ON
from onrecord_clean.tagger import probabilities

ARTICLE = [LABELS.index(label) for label in LABELS if label in READ_ON]
CLUTTER = [LABELS.index(label) for label in LABELS if label not in READ_ON]
LEAST_ARTICLE = 0.5
"""Chosen on development pages: precision and recall of the text meet between 0.4 and 0.6."""


def label(blocks: Sequence[PageBlock], title: str | None = None) -> list[str]:
    """Give each block one of records.LABELS; *title* is what the page's metadata call it.

    Whether a block is read on is decided by the sum over headline, standfirst and body, then the label among them:
    three halves of a doubt must not make a paragraph clutter.
    """
    scores = probabilities(featurise(blocks, title))
    if not len(scores):
        return []
    readable = scores[:, ARTICLE].sum(axis=1) >= LEAST_ARTICLE
    best_article = np.asarray(ARTICLE)[scores[:, ARTICLE].argmax(axis=1)]
    best_clutter = np.asarray(CLUTTER)[scores[:, CLUTTER].argmax(axis=1)]
    return [LABELS[i] for i in np.where(readable, best_article, best_clutter)]


def same_words(text: str, other: str) -> bool:
    """Tell whether two short texts are equal but for case, spaces and punctuation."""
    return _folded(text) == _folded(other) != []


def _folded(text: str) -> list[str]:
    return [word for word in WORD.findall(text[:400].lower()) if word[0].isalnum()]
