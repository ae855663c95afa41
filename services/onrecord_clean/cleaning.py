"""The ways in: a page, plain text, or blocks that somebody else cut; the way out is always a Cleaned."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord_clean import plaintext
from onrecord_clean.access import access, is_article, nodes
from onrecord_clean.agencies import agency
from onrecord_clean.blocks import MAX_BLOCK_CHARS, Page, PageBlock, parse, tidy
from onrecord_clean.completeness import REFUSED, SHORT_OF_FEED, Circumstances, completeness, is_beginning
from onrecord_clean.decoding import MAX_PAGE_BYTES, decode, not_text
from onrecord_clean.furniture import Elsewhere, furniture, nowhere
from onrecord_clean.headlines import best_title
from onrecord_clean.labels import label
from onrecord_clean.language import language
from onrecord_clean.records import BETWEEN_BLOCKS, READ_ON, Block, Cleaned
from onrecord_clean.repetition import repeated
from onrecord_clean.sponsored import sponsored

FEED_LONGER = 1.2
WHOLE_FEED_WORDS = 100
LEAST_FEED_WORDS = 8
MAX_DECLARED_WORDS = 100_000
UNSEEN_ACCESS = ("unknown", "no page")


def clean_page(
    body: bytes,
    *,
    content_type: str | None = None,
    status: int = 200,
    title: str | None = None,
    feed_html: str | None = None,
    elsewhere: Elsewhere = nowhere,
) -> Cleaned:
    """Clean a page as it came over the wire; every input gets an outcome, none raises.

    Args:
        body: The bytes, decompressed; what lies past MAX_PAGE_BYTES is not read.
        content_type: The header.
        status: HTTP status; 0 where no answer came.
        title: What the feed calls the article.
        feed_html: The feed's own text, HTML or plain. Taken instead of the page's where that is cut, blocked or
            missing and the feed's says more; completeness is then feed_only.
        elsewhere: What is known of the outlet's other articles.
    """
    foreign = not_text(body, content_type) if body else None
    if foreign or not body.strip():
        evidence = f"not a page: {foreign}" if foreign else "the page is empty"
        held = _nothing(title, *_refusal(status, evidence))
    else:
        held = _clean_html(body, content_type, status, title, elsewhere)
    return _or_feed(held, feed_html, title, elsewhere) if feed_html else held


def clean_text(text: str) -> Cleaned:
    """Clean plain text, as a user pastes it or a crawler dumps it."""
    blocks, cut = plaintext.split(text)
    return _assemble(blocks, Circumstances(bounded=cut))


def clean_blocks(blocks: Sequence[str]) -> Cleaned:
    """Label *blocks* as they are: exactly one Block for each, in order, empty ones too."""
    return _assemble([PageBlock(tidy(text[: 2 * MAX_BLOCK_CHARS])) for text in blocks], Circumstances())


def _clean_html(
    body: bytes, content_type: str | None, status: int, title: str | None, elsewhere: Elsewhere
) -> Cleaned:
    page = parse(decode(body, content_type))
    bounded = page.cut
    if len(body) > MAX_PAGE_BYTES:
        bounded = f"larger than {MAX_PAGE_BYTES >> 20} MiB"
    known = Circumstances(status=status, declared_words=_declared_words(page), bounded=bounded)
    return _assemble(page.blocks, known, page, title=title, elsewhere=elsewhere)


def _assemble(
    blocks: Sequence[PageBlock],
    known: Circumstances,
    page: Page | None = None,
    *,
    title: str | None = None,
    elsewhere: Elsewhere = nowhere,
) -> Cleaned:
    named = (page and (page.meta.get("og:title") or page.title)) or title
    labels = label(blocks, named)
    labelled = [(block.text, name) for block, name in zip(blocks, labels, strict=True)]
    caught = furniture(labelled, elsewhere)
    for i, seen in caught.items():
        labelled[i] = labelled[i][0], seen.label or "other"
    state, evidence = completeness(labelled, known)
    if state == "blocked":  # what came instead of the article is not it
        labelled = [(text, "other" if name in READ_ON else name) for text, name in labelled]
    own_title = best_title([text for text, name in labelled if name == "headline"], named)
    again = repeated(labelled, own_title)
    placed: list[Block] = []
    text: list[str] = []
    at = 0
    for i, (block_text, name) in enumerate(labelled):
        if i in again:
            placed.append(Block(block_text, name, None, None))
        elif name in READ_ON and block_text:
            placed.append(Block(block_text, name, at, at + len(block_text)))
            text.append(block_text)
            at += len(block_text) + len(BETWEEN_BLOCKS)
        else:
            unread = name if name not in READ_ON else "other"
            placed.append(Block(block_text, unread, None, None, caught[i].articles if i in caught else None))
    whole = BETWEEN_BLOCKS.join(text)
    paid = sponsored(labelled, page)
    wire = agency(labelled, page)
    return Cleaned(
        title=own_title,
        text=whole,
        blocks=tuple(placed),
        lang=language(whole, page.lang if page else None),
        completeness=state,
        completeness_evidence=evidence,
        access=(said := access(page) if page else UNSEEN_ACCESS)[0],
        access_evidence=said[1],
        sponsored=paid is not None,
        sponsored_evidence=paid,
        agency=wire[0] if wire else None,
        agency_evidence=wire[1] if wire else None,
    )


def _or_feed(held: Cleaned, feed_html: str, title: str | None, elsewhere: Elsewhere) -> Cleaned:
    """Give *held*, or the feed's own text where that says more and *held* is not whole."""
    if held.completeness == "full" and len(held.text) >= SHORT_OF_FEED * len(feed_html):
        return held
    feed = _feed_text(feed_html, title, elsewhere)
    words, feed_words = len(held.text.split()), len(feed.text.split())
    if held.completeness == "full":
        if not is_beginning(held.text, feed.text):
            return held
        evidence = f"{words} words, the feed has {feed_words}"
        held = replace(held, completeness="partial", completeness_evidence=evidence)
    wanted = LEAST_FEED_WORDS if not held.text else max(WHOLE_FEED_WORDS, FEED_LONGER * words)
    if feed_words < wanted or (held.text and feed.completeness != "full"):
        return held
    return replace(
        feed,
        title=held.title or feed.title,
        completeness="feed_only",
        completeness_evidence=f"{feed_words} words from the feed; the page: {held.completeness_evidence}",
        access=held.access,
        access_evidence=held.access_evidence,
        sponsored=held.sponsored or feed.sponsored,
        sponsored_evidence=held.sponsored_evidence or feed.sponsored_evidence,
        agency=held.agency or feed.agency,
        agency_evidence=held.agency_evidence or feed.agency_evidence,
    )


def _feed_text(feed_html: str, title: str | None, elsewhere: Elsewhere) -> Cleaned:
    feed_html = feed_html[: MAX_PAGE_BYTES >> 2].encode("utf-8", "replace").decode()
    page = parse(feed_html) if "<" in feed_html else None
    blocks = page.blocks if page else plaintext.split(feed_html)[0]
    return _assemble(
        [PageBlock(block.text) for block in blocks], Circumstances(), title=title, elsewhere=elsewhere
    )


def _nothing(title: str | None, completeness: str, evidence: str) -> Cleaned:
    return Cleaned(title, "", (), None, completeness, evidence, *UNSEEN_ACCESS, sponsored=False)


def _refusal(status: int, otherwise: str) -> tuple[str, str]:
    """Say what an answer without a page means."""
    if status in REFUSED:
        return REFUSED[status], f"HTTP {status}"
    if status == 0 or status >= 400:
        return "blocked", f"HTTP {status}" if status else "no answer"
    return "unknown", otherwise


def _declared_words(page: Page) -> int | None:
    """Read the article's word count from its JSON-LD; None where it gives none or nonsense."""
    for node, is_part in nodes(page):
        count = node.get("wordCount")
        if isinstance(count, str) and count.isascii() and count.isdigit() and len(count) < 7:
            count = int(count)
        if not is_part and is_article(node) and isinstance(count, int) and 0 < count < MAX_DECLARED_WORDS:
            return count
    return None
