"""What the outlet declares about access to the article: free, metered or paywalled."""

import json
import re
from collections.abc import Iterator, Sequence

from onrecord_clean.blocks import Page

MAX_NODES = 2_000
ARTICLE_TYPE = re.compile(
    r"article|posting|webpage|report|review|creativework|recipe|analysis|opinion", re.IGNORECASE
)
TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
TIERS = {
    "free": "free",
    "metered": "metered",
    "locked": "paywalled",
    "premium": "paywalled",
    "paid": "paywalled",
}


def access(page: Page) -> tuple[str, str]:
    """Read what *page* declares, and name the place that says so.

    schema.org's isAccessibleForFree of the article itself wins over its parts', and both over article:content_tier,
    except that a tier of metered or locked refines a flat "not free". Contradictions are named in the evidence.

    Source:
        https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    tier_name = page.meta.get("article:content_tier", "").lower()
    tier = TIERS.get(tier_name)
    whole: bool | None = None
    part: bool | None = None
    for node, is_part in nodes(page):
        free = truth(node.get("isAccessibleForFree"))
        if free is None:
            continue
        if is_part:
            part = free if part is None else part and free
        elif whole is None or is_article(node):
            whole = free
    free = whole if whole is not None else part
    if free is None:
        return (tier, f"article:content_tier {tier_name}") if tier else ("unknown", "nothing declared")
    evidence = f"isAccessibleForFree {str(free).lower()}" + (" in hasPart" if whole is None else "")
    if tier:
        evidence += f", article:content_tier {tier_name}"
    if free:
        return ("metered" if tier == "metered" else "free"), evidence
    return ("metered" if tier == "metered" else "paywalled"), evidence


def nodes(page: Page) -> list[tuple[dict[str, object], bool]]:
    """Give each object in the page's JSON-LD, and whether it is a part of another; at most MAX_NODES."""
    if page.nodes is None:
        page.nodes = list(_nodes(page.json_ld))
    return page.nodes


def _nodes(json_ld: Sequence[str]) -> Iterator[tuple[dict[str, object], bool]]:
    left = MAX_NODES
    for document in map(loads, json_ld):
        stack: list[tuple[object, bool]] = [(document, False)]
        while stack and left:
            value, is_part = stack.pop()
            left -= 1
            if isinstance(value, list):
                stack += [(item, is_part) for item in reversed(value)]
            elif isinstance(value, dict):
                yield value, is_part
                for key in ("mainEntity", "mainEntityOfPage", "@graph"):
                    stack.append((value.get(key), is_part))
                stack.append((value.get("hasPart"), True))


def loads(text: str) -> object:
    """Read JSON as publishers write it: with comments around it, stray control characters and trailing commas."""
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
    )
    for mended in (False, True):
        try:
            return json.loads(TRAILING_COMMA.sub(r"\1", text) if mended else text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def is_article(node: dict[str, object]) -> bool:
    """Tell whether a JSON-LD *node* describes the article rather than the site or a list."""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and ARTICLE_TYPE.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def truth(value: object) -> bool | None:
    """Read true, "False", "https://schema.org/True" and one-element lists; None for what says neither."""
    if isinstance(value, list):
        truths = {truth(item) for item in value[:10]} - {None}
        return truths.pop() if len(truths) == 1 else None
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
