"""A page's bytes to text, whatever the page says about itself."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

MAX_PAGE_BYTES = 8 << 20
SNIFFED_BYTES = 4_096

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
META_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x00\x00\x00", "a media file"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
)
CONTROLS = bytes(byte for byte in range(1, 32) if byte not in b"\t\n\x0b\x0c\r\x1b")
BINARY_CONTROLS = 6
"""So many kinds of control bytes: text that was damaged holds one kind or two."""
TEXT_TYPES = ("text/", "application/xhtml+xml", "application/xml", "application/html")


def not_text(body: bytes, content_type: str | None) -> str | None:
    """Say what *body* is if it is no text that a person would read; None if it may be text.

    The bytes are believed before the *content_type*: servers send PDFs as text/html and pages as octet streams.
    """
    start = body[:SNIFFED_BYTES]
    for signature, name in SIGNATURES:
        if start.lstrip(b"\r\n\t ").startswith(signature):
            return name
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    kinds = (
        [byte for byte in CONTROLS if byte in start]
        if len(start.translate(None, CONTROLS)) < len(start)
        else []
    )
    if len(kinds) >= BINARY_CONTROLS or (kinds and b"<" not in start):
        return "binary data"
    declared = (content_type or "").split(";")[0].strip().lower()
    if declared and not declared.startswith(TEXT_TYPES) and b"<" not in start:
        return declared if len(declared) <= 60 else "not text"
    return None


def decode(body: bytes, content_type: str | None = None) -> str:
    """Turn at most MAX_PAGE_BYTES of *body* into text; never raises, bytes that fit no charset become U+FFFD.

    A byte order mark wins; then UTF-8, if the bytes are valid UTF-8 (other charsets are valid UTF-8 by accident
    only where they are ASCII); then the charset of the header, of the page, and of resiliparse's guess: the first
    that leaves less than one character in a hundred undecodable.
    """
    body = body[:MAX_PAGE_BYTES]
    for bom, name in BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace")
    whole = _utf8(body)
    if whole is not None and not _escaped(body, content_type):
        return whole
    best: str | None = None
    for name in (*_declared(body, content_type), _guess(body), "utf-8"):
        text = body.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken * 100 <= len(text):
            return text
        if best is None or broken < best.count("\ufffd"):
            best = text
    return best or ""


def _utf8(body: bytes) -> str | None:
    """Read *body* without a character that is cut off at its end; None where it is no UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:  # a cut in the middle of a character is no reason to doubt the rest
        cut_off = error.end == len(body) and error.reason == "unexpected end of data"
        return body[: error.start].decode() if cut_off else None


def _escaped(body: bytes, content_type: str | None) -> bool:
    """Tell whether *body* says that it is written in ISO 2022, which is ASCII to the eye."""
    if b"2022" not in body[:SNIFFED_BYTES] and "2022" not in (content_type or ""):  # as all its names have
        return False
    return any(name.startswith("iso2022_jp") for name in _declared(body, content_type))


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Give the charsets that header and page name, as Python knows them, most trusted first."""
    found = [match[1] for match in [CHARSET.search((content_type or "")[:200])] if match]
    meta = META_CHARSET.search(body[:SNIFFED_BYTES])
    if meta:
        found.append(meta[1].decode("ascii"))
    names = []
    for name in found:
        if name.lower().startswith("utf-16"):  # read as ASCII to get here, so it cannot be true
            continue
        known = _known(name)
        if known:
            names.append(known)
    return names


def _guess(body: bytes) -> str:
    return _known(detect_encoding(body[: 1 << 16]) or "") or "cp1252"


def _known(name: str) -> str | None:
    """Give Python's name of the charset that browsers use for *name*; None for no text charset of Python's."""
    try:
        codec = codecs.lookup(map_encoding_to_html5(name) or name)
    except (LookupError, ValueError):
        return None
    return codec.name if getattr(codec, "_is_text_encoding", True) else None
