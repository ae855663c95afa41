"""Whether somebody paid for the article, judged from marks that a reader can see or a crawler is told."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from onrecord_clean.access import is_article, nodes
from onrecord_clean.blocks import Page
from onrecord_clean.records import READ_ON

MARK = re.compile(
    r"(?:paid (?:content|post|program|partnership|partner content|advertisement)|advertorial|sponsored (?:by|content|post|article"
    r"|feature|story)|brand(?:ed)? content|partner content|promoted content|advertiser content|advertisement feature"
    r"|ad feature|presented by|brought to you by|in (?:paid )?partnership with|content by our (?:partner|sponsor)s?"
    r"|publi-?r[ée]portage|publi-?reportagem|publi-?r?redac?cional|publirreportaje|contenido (?:patrocinado|de marca)|patrocinado por"
    r"|contenu (?:sponsorisé|partenaire|de marque)|proposé par|en partenariat avec|communiqué publicitaire"
    r"|bezahlter inhalt|bezahlte partnerschaft|gesponsert(?:er inhalt| von)?|anzeigensonderveröffentlichung|sonderveröffentlichung"
    r"|werbebeitrag|entgeltliche einschaltung|conteúdo (?:patrocinado|de marca)|contenuto sponsorizzato|informazione pubblicitaria"
    r"|in collaborazione con|gesponsord(?:e inhoud| door)?|artykuł sponsorowany|materiał sponsorowany|annonsinnehåll|annonsørinnhold"
    r"|kommerciel(?:t)? (?:indhold|samarbejde)|sponsored)\b",
    re.IGNORECASE,
)
MARK_WORDS = 10
BEFORE_HEADLINE = 3
AFTER_HEADLINE = 6
TYPES = frozenset({"AdvertiserContentArticle"})
SECTIONS = frozenset(
    "sponsored sponsored-content advertorial brandvoice paid-content paid-post partner-content branded-content brand-content".split()
)
WRAPPER = re.compile(
    r"[.#](?:[\w-]{1,30}[-_])?(?:sponsored|advertorial|native-?ad|paid-?(?:post|content)|brand(?:ed)?-?(?:content|voice|studio)|partner-?content)"
    r"(?:[-_.]|$)",
    re.IGNORECASE,
)
QUOTED_CHARS = 80


def sponsored(labelled: Sequence[tuple[str, str]], page: Page | None = None) -> str | None:
    """Say what shows that the article itself is paid for; None where nothing does.

    Args:
        labelled: Text and label of each block, in order. A mark counts only next to the headline: elsewhere it
            speaks of an advert or of a podcast.
        page: What it declares counts too (section, address, JSON-LD type), and what its text stands in.
    """
    return (page and _declared(page)) or _marked(labelled) or (page and _wrapped(labelled, page)) or None


def _declared(page: Page) -> str | None:
    section = page.meta.get("article:section", "").strip().lower().replace(" ", "-")
    if section in SECTIONS:
        return f"article:section {section}"
    for part in _path(page.meta.get("og:url", "")).split("/")[:-1]:
        if part in SECTIONS:
            return f"address under /{part}/"
    for node, _ in nodes(page):
        kinds = node.get("@type")
        named = TYPES.intersection(
            kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
        )
        if named and is_article(node):
            return f"schema.org {min(named)}"
    return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.lower()
    except ValueError:
        return ""


def _marked(labelled: Sequence[tuple[str, str]]) -> str | None:
    at = next((i for i, (_, label) in enumerate(labelled) if label == "headline"), None)
    if at is None:
        return None
    near = [*labelled[max(0, at - BEFORE_HEADLINE) : at]]
    for text, label in labelled[at + 1 : at + 1 + AFTER_HEADLINE]:
        if label == "body":
            break
        near.append((text, label))
    return next(
        (
            f"next to the headline: “{text[:QUOTED_CHARS]}”"
            for text, label in near
            if label not in READ_ON
            and len(text.split()) <= MARK_WORDS
            and MARK.match(text.strip("[]() •|-–—*"))
            and text.strip().lower() != "sponsored"
        ),
        None,
    )


@lru_cache(maxsize=8_192)
def is_wrapper(mark: str) -> bool:
    """Tell whether an element's tag, id and classes say that it holds paid content; a page repeats few of them."""
    return WRAPPER.search(mark) is not None


def _wrapped(labelled: Sequence[tuple[str, str]], page: Page) -> str | None:
    """Find an element for paid content that holds most of the text; adverts between paragraphs hold little of it."""
    if len(page.blocks) != len(labelled):
        return None
    held: dict[str, int] = {}
    chars = 0
    for block, (text, label) in zip(page.blocks, labelled, strict=True):
        if label == "body":
            chars += len(text)
            for mark in {mark for mark in block.path if is_wrapper(mark)}:
                held[mark] = held.get(mark, 0) + len(text)
    return next((f"stands in <{mark}>" for mark, share in held.items() if 2 * share > chars), None)
