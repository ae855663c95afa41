"""Articles to what their newspapers serve: HTML pages, feeds in three formats, pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zlib import crc32

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from onrecord_cli.demo.articles import Article, Outlet, Part, Version
from onrecord_cli.demo.sources import template

_TIER = {"free": "free", "metered": "metered", "paywalled": "locked"}

_pages = Environment(
    loader=FunctionLoader(template),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_pages.filters["rfc822"] = format_datetime
_pages.filters["iso"] = datetime.isoformat


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it stands in a feed: the version of one edition, and when that came out."""

    article: Article
    version: Version
    published: datetime
    """Aware, UTC, whole seconds."""
    modified: datetime
    """As *published*, until the article is corrected."""

    @property
    def number(self) -> int:
        """Give the article's number in its outlet's CMS; below 10**7, the same in every run."""
        return crc32(self.article.key.encode()) % 10**7


def path(outlet: Outlet, entry: Entry) -> str:
    """Give the path of the article's page on its site; it starts with a slash."""
    return outlet.path.format(
        section=entry.article.section.lower().replace(" ", "-").replace("'", ""),
        slug=entry.article.slug,
        number=entry.number,
        date=entry.published.strftime("%Y/%m/%d"),
    )


def page(outlet: Outlet, entry: Entry, root: str) -> str:
    """Render the article's page as the outlet's CMS does; *root* is the site's address, no slash."""
    url = root + path(outlet, entry)
    return _pages.get_template(f"{outlet.key}.html.j2").render(
        outlet=outlet,
        article=entry.article,
        entry=entry,
        parts=entry.version.parts,
        words=lambda part: words(outlet, part),
        root=root,
        url=url,
        tier=_TIER[entry.article.access],
        structured=_structured(outlet, entry, url, root),
    )


def feed(outlet: Outlet, entries: Sequence[Entry], root: str) -> str:
    """Render the outlet's feed, *entries* in the order given."""
    query = f"?{outlet.tracking}" if outlet.tracking else ""
    return _pages.get_template(f"feed.{outlet.feed}.j2").render(
        outlet=outlet,
        entries=[(entry, root + path(outlet, entry), query) for entry in entries],
        root=root,
        updated=max(entry.modified for entry in entries),
    )


def words(outlet: Outlet, part: Part) -> tuple[str, ...]:
    """Give the words of a piece of furniture: its own first, then the outlet's usual ones."""
    usual = outlet.furniture[part.kind]
    return (part.text, *usual[1:]) if part.text else usual


def picture(name: str) -> str:
    """Draw an SVG for *name*: sea and sky in colours of its own, the same every time."""
    seed = crc32(name.encode())
    sky, sea, sun = seed % 360, (seed >> 9) % 60 + 180, (seed >> 15) % 800 + 200
    waves = "".join(
        f'<path d="M0 {y} Q 300 {y - 28 + (seed >> n) % 40} 600 {y} T 1200 {y} V 675 H 0 Z" '
        f'fill="hsl({sea} 38% {54 - 9 * n}%)"/>'
        for n, y in enumerate(range(390, 640, 60))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">'
        f'<rect width="1200" height="675" fill="hsl({sky} 34% 78%)"/>'
        f'<circle cx="{sun}" cy="230" r="74" fill="hsl({sky + 40} 80% 92%)"/>{waves}</svg>'
    )


def _structured(outlet: Outlet, entry: Entry, url: str, root: str) -> Markup:
    """Build the page's JSON-LD, safe inside a script element."""
    article = entry.article
    about: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if "live" in article.storylines else "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title,
        "description": article.standfirst,
        "inLanguage": article.lang,
        "articleSection": article.section,
        "image": [root + f"/media/{figure}.svg" for figure in _figures(entry.version)],
        "datePublished": entry.published.isoformat(),
        "dateModified": entry.modified.isoformat(),
        "author": [{"@type": "Person", "name": article.byline}],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name, "url": root},
        "isAccessibleForFree": article.access == "free",
    }
    if article.access != "free":
        about["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".article__body",
        }
    return Markup(json.dumps(about, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def _figures(version: Version) -> list[str]:
    return [part.text.split(" | ")[0] for part in version.parts if part.kind == "figure"]
