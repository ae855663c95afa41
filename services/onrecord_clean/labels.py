"""Blocks to labels: what the trained labeller says, and the few rules that see more than it does."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord_clean.appeals import close_gaps
from onrecord_clean.blocks import PageBlock
from onrecord_clean.completeness import LOCK
from onrecord_clean.features import ENDS_SENTENCE, PROSE_WORDS, containers, featurise
from onrecord_clean.records import LABELS, READ_ON
from onrecord_clean.second_opinion import second_opinion
from onrecord_clean.tagger import probabilities

ARTICLE = [LABELS.index(label) for label in LABELS if label in READ_ON]
CLUTTER = [LABELS.index(label) for label in LABELS if label not in READ_ON]
LEAST_ODDS = -0.4
"""Log odds from which a block is read on. Chosen on development pages, with CONTAINER: higher loses more than it spares."""
CONTAINER = 1.5
"""How much the blocks of one container share a fate, in log odds: paragraphs of an odd kind stand by their neighbours."""
CONTAINER_WORDS = 20.0
SURE = 1e-4
UNCERTAIN = 1.5
DOUBT = 0.25
LEAST_WORDS = 60
"""Asked on one page in ten of the development pages, where it lifts F1 of the text by 0.012 and 0.003."""
COOKIE = LABELS.index("cookie")
COOKIE_WORDS = re.compile(
    r"cookie|consent|privacy|gdpr|tracking|partners|datenschutz|confidentialit", re.IGNORECASE
)
LOCK_WORDS = 16
COOKIE_REACH = 4
"""A consent banner names its matter; a short block far from such words was taken for one by its class names."""
HEADLINE = LABELS.index("headline")
BODY = LABELS.index("body")


def label(blocks: Sequence[PageBlock], title: str | None = None, html: str | None = None) -> list[str]:
    """Give each block one of records.LABELS.

    Whether a block is read on is decided by the sum over headline, standfirst and body, then the label among them:
    three halves of a doubt must not make a paragraph clutter. Where more than DOUBT of what would be read on is
    uncertain, trafilatura decides between body and not; it never makes or unmakes a headline.

    Args:
        blocks: Of one page, in order.
        title: What the page's metadata call it.
        html: The page; without it there is no second opinion.
    """
    scores = probabilities(featurise(blocks, title))
    if not len(scores):
        return []
    odds = log_odds(scores[:, ARTICLE].sum(axis=1))
    odds += CONTAINER * neighbourly(blocks, odds)
    readable = odds >= LEAST_ODDS
    best_article = np.asarray(ARTICLE)[scores[:, ARTICLE].argmax(axis=1)]
    scores[:, COOKIE] *= near_words([block.text for block in blocks], COOKIE_WORDS, COOKIE_REACH)
    best_clutter = np.asarray(CLUTTER)[scores[:, CLUTTER].argmax(axis=1)]
    if html is not None and in_doubt(blocks, odds, readable & (best_article != HEADLINE)):
        heard = second_opinion(html, blocks)
        if heard is not None:
            readable = np.where(readable & (best_article == HEADLINE), True, np.asarray(heard))
            best_article = np.where((best_article == HEADLINE) & (odds < LEAST_ODDS), BODY, best_article)
    labels = [LABELS[i] for i in np.where(readable, best_article, best_clutter)]
    labels = [
        "paywall" if name in READ_ON and is_lock(block.text) else name
        for block, name in zip(blocks, labels, strict=True)
    ]
    labels = adopt_lone_teasers(blocks, labels)
    if "body" not in labels:  # a few lines of news look like a standfirst that nothing follows
        labels = ["body" if name == "standfirst" else name for name in labels]
    return close_gaps([block.text for block in blocks], labels)


def adopt_lone_teasers(blocks: Sequence[PageBlock], labels: Sequence[str]) -> list[str]:
    """Read on a paragraph that was taken for a teaser, but follows the article and has no teaser beside it.

    Teasers come in lists, and a whole sentence of news reads the same in an article and in a teaser.
    """
    adopted = list(labels)
    for i in range(1, len(labels)):
        alone = labels[i] == "related" and labels[i + 1 : i + 2] != ["related"] and adopted[i - 1] == "body"
        text = blocks[i].text
        if (
            alone
            and text.count(" ") >= PROSE_WORDS
            and ENDS_SENTENCE.search(text[-6:])
            and not blocks[i].link_density
        ):
            adopted[i] = "body"
    return adopted


def is_lock(text: str) -> bool:
    """Tell a bare "Subscribe to continue reading" from a sentence that speaks of one."""
    return text.count(" ") < LOCK_WORDS and LOCK.match(text) is not None


def near_words(texts: Sequence[str], words: re.Pattern[str], reach: int) -> NDArray[np.float32]:
    """Say of each text whether *words* stand in it or in a text at most *reach* before or after: 1 or 0."""
    found = np.asarray([bool(words.search(text[:2_000])) for text in texts], dtype=np.float32)
    return np.convolve(found, np.ones(2 * reach + 1), mode="full")[reach : reach + len(texts)].clip(0, 1)


def in_doubt(blocks: Sequence[PageBlock], odds: NDArray[np.float32], readable: NDArray[np.bool_]) -> bool:
    """Tell whether too much of the text is uncertain, or there is too little of it."""
    words = np.asarray([block.text.count(" ") + 1 for block in blocks])
    read = int(words[readable].sum())
    uncertain = int(words[np.abs(odds) < UNCERTAIN].sum())
    return read < LEAST_WORDS or uncertain > DOUBT * read


def log_odds(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn probabilities into log odds, none surer than SURE."""
    bounded = probability.clip(SURE, 1 - SURE)
    odds: NDArray[np.float32] = np.log(bounded / (1 - bounded))
    return odds


def neighbourly(blocks: Sequence[PageBlock], odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Say for each block how the words of its container are judged: -1 all clutter, 1 all article, 0 unknown."""
    said: dict[tuple[str, ...], list[float]] = {}
    within = [containers(block)[1] for block in blocks]
    for block, key, opinion in zip(blocks, within, np.tanh(odds / 2), strict=True):
        words = block.text.count(" ") + 1
        total = said.setdefault(key, [0.0, 0.0])
        total[0] += words * float(opinion)
        total[1] += words
    means = {key: total[0] / max(CONTAINER_WORDS, total[1]) for key, total in said.items()}
    means[()] = 0.0  # plain text has no containers
    return np.asarray([means[key] for key in within], dtype=np.float32)
