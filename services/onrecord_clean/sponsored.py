"""Whether somebody paid for the article, judged from marks that a reader can see or a crawler is told."""

import re
from collections.abc import Sequence

from onrecord_clean.access import is_article, nodes
from onrecord_clean.blocks import Page
from onrecord_clean.records import READ_ON

MARK = re.compile(
    r"(?:paid (?:content|post|program|partnership|partner content|advertisement)|advertorial|sponsored (?:by|content|post|article"
    r"|feature|story)|brand(?:ed)? content|partner content|promoted content|advertiser content|advertisement feature"
    r"|ad feature|presented by|brought to you by|in (?:paid )?partnership with|publireportage|contenido patrocinado"
    r"|contenu sponsorisé|bezahlter inhalt|anzeigensonderveröffentlichung|sponsored)\b",
    re.IGNORECASE,
)
MARK_WORDS = 10
BEFORE_HEADLINE = 3
AFTER_HEADLINE = 6
TYPES = frozenset({"AdvertiserContentArticle"})
SECTIONS = frozenset(
    "sponsored advertorial brandvoice paid-content partner-content branded-content brand-content".split()
)


def sponsored(labelled: Sequence[tuple[str, str]], page: Page | None = None) -> bool:
    """Tell whether the article itself is paid for.

    Args:
        labelled: Text and label of each block, in order. A mark counts only next to the headline: elsewhere it
            speaks of an advert or of a podcast.
        page: Its JSON-LD type and section count too.
    """
    if page is not None:
        section = page.meta.get("article:section", "").strip().lower().replace(" ", "-")
        if section in SECTIONS:
            return True
        for node, _ in nodes(page):
            kinds = node.get("@type")
            if is_article(node) and TYPES.intersection(
                k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)
            ):
                return True
    at = next((i for i, (_, label) in enumerate(labelled) if label == "headline"), None)
    if at is None:
        return False
    near = [*labelled[max(0, at - BEFORE_HEADLINE) : at]]
    for text, label in labelled[at + 1 : at + 1 + AFTER_HEADLINE]:
        if label == "body":
            break
        near.append((text, label))
    return any(
        label not in READ_ON
        and len(text.split()) <= MARK_WORDS
        and MARK.match(text.strip("[]() •|-–—*"))
        and text.strip().lower() != "sponsored"
        for text, label in near
    )
