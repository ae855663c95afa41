"""Web addresses as values: what may be fetched, what is the same article, whose article it is."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

import idna

MAX_URL_CHARS: Final = 4_000
MAX_LAYERS: Final = 8
"""An address wrapped or marked more often was made to cost time (30 ms for 4,000 characters), and is left as it is."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE: Final = _PATH_SAFE + "?"
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_IN_URLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SESSION_ID: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

# The same page for phones, for Google's cache, or with its "www." left out.
_HOST_PREFIXES: Final = ("www.", "m.", "mobile.", "amp.")
_AMP_CACHE: Final = re.compile(r"/(?:amp|[cv])/(s/)?(?P<rest>[^/]+\.[^/]+(?:/.*)?)")

# Parameters that say how the reader came, not what is read. From the shared links of the large
# newspapers and advertising networks; a parameter that could select an article is not in here.
_TRACKING_PREFIXES: Final = ("utm_", "mtm_", "pk_", "at_", "ns_", "hsa_", "_hs", "__twitter", "oly_", "vero_")
_TRACKING: Final = frozenset(
    "_ga _gl amp cmp cmpid dclid fbclid ftag gbraid gclid gclsrc guccounter guce_referrer guce_referrer_sig icid igshid "
    "ito mc_cid mc_eid mkt_tok msclkid ncid ocid partner rss s_cid s_kwcid smid smtyp spm sr_share srnd taid traffic_source "
    "twclid wbraid wickedid wt.mc_id xtor yclid".split()
)


def web_url(text: str, *, base: str | None = None) -> str:
    """Make the address that *text* means into one that can be fetched: absolute, ASCII, normalised.

    ``feed:`` addresses become https. The fragment goes; a default port goes; the host is lower-cased and
    IDNA-encoded; the path and query are percent-encoded and nothing of them is lost.

    Args:
        text: As found in a feed, page or configuration; white space around it is ignored.
        base: An absolute address that a relative *text* is relative to.

    Raises:
        ValueError: not an http or https address, longer than MAX_URL_CHARS, control characters in it, a
            user name or password in it, or no valid host or port. The message has no part of the address.
    """
    text = text.strip()
    if len(text) > MAX_URL_CHARS:
        raise ValueError("address too long")
    if _NOT_IN_URLS.search(text):
        raise ValueError("control character or surrogate in address")
    if text[:5].lower() == "feed:":
        text = f"https:{text[5:]}" if text[5:7] == "//" else text[5:]
    try:
        split = urlsplit(urljoin(base, text) if base else text)
        port = split.port
    except ValueError as error:
        raise ValueError("malformed address") from error
    scheme = split.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if "@" in split.netloc:
        raise ValueError("user name or password in address")
    if port == 0:
        raise ValueError("port 0")
    host = _ascii_host(split)
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = _without_dot_segments(_STRAY_PERCENT.sub("%25", quote(split.path, safe=_PATH_SAFE))) or "/"
    query = _STRAY_PERCENT.sub("%25", quote(split.query, safe=_QUERY_SAFE))
    url = f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    if len(url) > MAX_URL_CHARS:
        raise ValueError("address too long")
    return url


def canonical_url(url: str) -> str:
    """Name the article at *url*: two addresses of one article get the same name.

    Scheme, ``www.`` and its like, trailing slash, tracking parameters, the order of parameters, session
    numbers and AMP forms make no difference. Idempotent. A name to compare by, not an address to fetch:
    nothing promises that an https server with this host answers.

    Raises:
        ValueError: as in ``web_url``.
    """
    given = name = _folded(web_url(url))
    for _ in range(MAX_LAYERS):
        copied = _out_of_amp_cache(name)
        if copied == name:
            return name
        name = _folded(copied)
    return given


def _folded(url: str) -> str:
    host, port, path, query = _parts(url)
    pairs = sorted(pair for pair in _PERCENT.sub(_folded_percent, query).split("&") if _selects(pair))
    return f"https://{host}{port}{_plain_path(path)}" + (f"?{'&'.join(pairs)}" if pairs else "")


def without_tracking(url: str) -> str:
    """The address *url* less what only says how the reader came to it; the order of parameters stays.

    Args:
        url: As ``web_url`` makes it.
    """
    address, _, query = url.partition("?")
    kept = "&".join(pair for pair in query.split("&") if _selects(pair))
    return f"{address}?{kept}" if kept else address


def outlet_of(url: str) -> str:
    """Name the outlet that *url* belongs to: its host without ``www.`` and its like, with a port if unusual.

    Raises:
        ValueError: as in ``web_url``.
    """
    host, port, _, _ = _parts(web_url(url))
    return host + port


def _out_of_amp_cache(url: str) -> str:
    """Give the page's own address, which stands in the path of its copy in Google's cache."""
    host, _, path, query = _parts(url)
    copied = _AMP_CACHE.fullmatch(path)
    if not copied or not (host == "google.com" or host.endswith(".cdn.ampproject.org")):
        return url
    try:
        return web_url(f"https://{copied['rest']}" + (f"?{query}" if query else ""))
    except ValueError:
        return url  # only looks like a copy


def _parts(url: str) -> tuple[str, str, str, str]:
    """Take a ``web_url`` apart: host without prefixes, ``:port`` or nothing, path, query."""
    split = urlsplit(url)
    host, _, port = (
        split.netloc.partition(":") if not split.netloc.startswith("[") else _bracketed(split.netloc)
    )
    while prefix := next((p for p in _HOST_PREFIXES if host.startswith(p) and "." in host[len(p) :]), None):
        host = host[len(prefix) :]
    return host, f":{port}" if port not in ("", "80", "443") else "", split.path, split.query


def _bracketed(netloc: str) -> tuple[str, str, str]:
    host, bracket, port = netloc.partition("]")
    return host + bracket, "", port.removeprefix(":")


def _ascii_host(split: SplitResult) -> str:
    try:
        host = (split.hostname or "").rstrip(".")
        if ":" in host:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
    except ValueError as error:  # idna.IDNAError is one
        raise ValueError("invalid host") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError("invalid host")
    return host


def _without_dot_segments(path: str) -> str:
    """Resolve ``.`` and ``..`` (RFC 3986, section 5.2.4)."""
    segments: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(segments) > 1:
                segments.pop()
        elif part != ".":
            segments.append(part)
    if parts[-1] in (".", "..") and segments[-1:] != [""]:
        segments.append("")
    return "/".join(segments)


def _plain_path(path: str) -> str:
    """The path without what makes no difference: session numbers, AMP endings, slashes at the end."""
    given = path = _PERCENT.sub(_folded_percent, path)
    for _ in range(MAX_LAYERS):
        shorter = _without_dot_segments(_SESSION_ID.sub("", path)).rstrip("/")
        shorter = shorter.removesuffix("/amp").removesuffix(".amp")
        shorter = shorter.removesuffix(".amp.html") + ".html" if shorter.endswith(".amp.html") else shorter
        if shorter == path:
            return path
        path = shorter
    return given


def _selects(pair: str) -> bool:
    """Say whether a parameter (``name=value``) can decide which article is shown."""
    name = pair.partition("=")[0].lower()
    if not pair or name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return False
    return pair.lower() != "outputtype=amp"


def _folded_percent(match: re.Match[str]) -> str:
    """Decode an escape that need not be one; write the others in capitals (RFC 3986, section 6.2.2)."""
    byte = unquote_to_bytes(match[0])
    return byte.decode("ascii") if byte[0] in _UNRESERVED else match[0].upper()
