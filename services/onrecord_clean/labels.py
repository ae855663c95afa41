"""Blocks to labels: what the trained labeller says, and the few rules that see more than it does."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord_clean import trees
from onrecord_clean.appeals import KINDS, QUOTED, TO_THE_READER, close_gaps
from onrecord_clean.authors import signed
from onrecord_clean.blocks import PageBlock
from onrecord_clean.boxes import boxed
from onrecord_clean.completeness import LOCK
from onrecord_clean.conventions import by_form
from onrecord_clean.features import PROSE_WORDS, Features, ends_sentence, featurise
from onrecord_clean.heads import ordered
from onrecord_clean.layout import layout
from onrecord_clean.records import LABELS, READ_ON
from onrecord_clean.stories import others_left_out
from onrecord_clean.surroundings import FURNITURE_NEAR, surroundings
from onrecord_clean.tagger import probabilities

ARTICLE = [LABELS.index(label) for label in LABELS if label in READ_ON]
CLUTTER = [LABELS.index(label) for label in LABELS if label not in READ_ON]
LEAST_ODDS = 0.1
"""Log odds from which a block is read on. Measured with weights that had not seen a page's host, F1 of the text is the
same within .002 from -0.4 to 0.4: one half of the pages gains what the other loses."""
BY_LAYOUT, BY_LAYOUT_IF_WORDED = 0.6, 0.4
"""How much the trees have to say of a page with structure, beside the labeller, which reads its words too; and of a block
that would be one of WORDED."""
WORDED = [LABELS.index(label) for label in sorted(KINDS | {"paywall", "social"})]
"""Known by what it says to the reader, and nothing in the layout shows it."""
IS_WORDED = np.isin(np.arange(len(LABELS)), WORDED)
CONTAINER = 1.5
"""How much the blocks of one container share a fate, in log odds: paragraphs of an odd kind stand by their neighbours."""
CONTAINER_WORDS = 20.0
LETTERS = 12
SURE = 1e-4
COOKIE = LABELS.index("cookie")
COOKIE_WORDS = re.compile(
    r"cookie|consent|privacy|gdpr|tracking|partners|datenschutz|confidentialit", re.IGNORECASE
)
MISTAKEN = frozenset({"related", "comments", "author_bio", "advert", "newsletter", "caption", "cookie"})
LOCK_WORDS = 16
COOKIE_REACH = 4
"""A consent banner names its matter; a short block far from such words was taken for one by its class names."""
EMBEDDED = re.compile(r"\b(?:twitter-tweet|instagram-media|tiktok-embed|bluesky-embed|fb-post)\b")


def label(blocks: Sequence[PageBlock], title: str | None = None) -> list[str]:
    """Give each block one of records.LABELS.

    Whether a block is read on is decided by the sum over headline, standfirst and body, then the label among them:
    three halves of a doubt must not make a paragraph clutter.

    Args:
        blocks: Of one page, in order.
        title: What the page's metadata call it.
    """
    if not blocks:
        return []
    features = featurise(blocks, title)
    scores = probabilities(features)
    # by letters where a script has no spaces; a word and its space have six
    words = np.maximum(features.outline.words, 1 + features.outline.chars // LETTERS)
    as_article = scores[:, ARTICLE]
    best_article = np.asarray(ARTICLE)[as_article.argmax(axis=1)]
    best_clutter = np.asarray(CLUTTER)[scores[:, CLUTTER].argmax(axis=1)]
    odds = log_odds(as_article.sum(axis=1))
    if features.outline.structured.any():
        share = np.where(IS_WORDED[best_clutter], BY_LAYOUT_IF_WORDED, BY_LAYOUT).astype(np.float32)
        odds = (1 - share) * odds + share * trees.log_odds(layout(blocks, features), trees.load())
    odds += CONTAINER * neighbourly(features, words, odds)
    readable = odds >= LEAST_ODDS
    for i in np.flatnonzero((best_clutter == COOKIE) & ~readable).tolist():
        near = blocks[max(0, i - COOKIE_REACH) : i + COOKIE_REACH + 1]
        if not any(COOKIE_WORDS.search(block.text[:2_000]) for block in near):
            scores[i, COOKIE] = 0
            best_clutter[i] = CLUTTER[int(scores[i, CLUTTER].argmax())]
    labels = [LABELS[i] for i in np.where(readable, best_article, best_clutter)]
    labels = [
        "paywall" if name in READ_ON and is_lock(block.text) else name
        for block, name in zip(blocks, labels, strict=True)
    ]
    labels = others_left_out(blocks, adopt_embedded(blocks, adopt_lone_paragraphs(blocks, labels)), title)
    if "body" not in labels:  # a few lines of news look like a standfirst that nothing follows
        labels = ["body" if name == "standfirst" else name for name in labels]
    texts = [block.text for block in blocks]
    formed = close_gaps(texts, by_form(texts, ordered(texts, labels, title)))
    return boxed(texts, signed(texts, formed))


def adopt_lone_paragraphs(blocks: Sequence[PageBlock], labels: Sequence[str]) -> list[str]:
    """Read on a paragraph that was taken for clutter, but stands by the article.

    A whole sentence of news reads the same in an article and in a teaser, but teasers come in lists; comments and
    biographies come under a line of their own, and boxes speak to the reader.
    """
    adopted = list(labels)
    for i in range(1, len(labels)):
        text, plain, after = blocks[i].text, not blocks[i].path, labels[i + 1 : i + 2]
        beside = adopted[i - 1] == "body" or (plain and after == ["body"])
        if labels[i] == "related":
            beside = beside and after != ["related"]
        elif not plain or labels[i] not in MISTAKEN:
            continue
        if (
            beside
            and not surroundings(blocks[i].tag, blocks[i].path).marks[FURNITURE_NEAR]
            and text.count(" ") >= PROSE_WORDS
            and ends_sentence(text)
            and not blocks[i].link_density
            and not TO_THE_READER.search(QUOTED.sub(" ", text[:4_000]))
        ):
            adopted[i] = "body"
    return adopted


def adopt_embedded(blocks: Sequence[PageBlock], labels: Sequence[str]) -> list[str]:
    """Read on every part of a post that is embedded between the article's paragraphs: its author's name and date too."""
    body = [i for i, name in enumerate(labels) if name == "body"]
    adopted = list(labels)
    for i in range(body[0], body[-1]) if body else ():
        if labels[i] not in READ_ON and any(EMBEDDED.search(mark) for mark in blocks[i].path):
            adopted[i] = "body"
    return adopted


def is_lock(text: str) -> bool:
    """Tell a bare "Subscribe to continue reading" from a sentence that speaks of one."""
    return text.count(" ") < LOCK_WORDS and LOCK.match(text) is not None


def log_odds(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn probabilities into log odds, none surer than SURE."""
    bounded = probability.clip(SURE, 1 - SURE)
    odds: NDArray[np.float32] = np.log(bounded / (1 - bounded))
    return odds


def neighbourly(
    features: Features, words: NDArray[np.int64], odds: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Say for each block how the *words* of its container are judged: -1 all clutter, 1 all article, 0 unknown."""
    within = features.groups[:, 1]
    said = np.bincount(within, words * np.tanh(odds / 2))
    shares = (said / np.maximum(CONTAINER_WORDS, np.bincount(within, words))).take(within)
    return np.where(features.outline.structured, shares, 0).astype(np.float32)  # plain text has no containers
