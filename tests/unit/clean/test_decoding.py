"""A page's bytes to text, whatever the page says about itself."""

import pytest

from onrecord_clean.decoding import MAX_PAGE_BYTES, decode, not_text

WORDS = "Über „Straßen“ – naïve cafés"
CYRILLIC = "<p>Министр сообщил о новых правилах в понедельник вечером.</p>" * 5
JAPANESE = "<p>市長は月曜日、橋の再開を発表した。</p>" * 5


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (WORDS.encode(), None),
        (WORDS.encode(), "text/html; charset=iso-8859-1"),  # declared wrongly: valid UTF-8 is UTF-8
        (b'<meta charset="iso-8859-1">' + WORDS.encode(), None),
        (WORDS.encode("cp1252"), "text/html; charset=ISO-8859-1"),  # browsers read cp1252 under that name
        (WORDS.encode("cp1252"), "text/html; charset='windows-1252'"),
        (b"<meta charset=windows-1252>" + WORDS.encode("cp1252"), None),
        (b"<meta charset=windows-1252>" + WORDS.encode("cp1252"), "text/html; charset=no-such-charset"),
        (b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=windows-1251"),
        (WORDS.encode("utf-16"), "text/html"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), None),
        (b"<meta charset=utf-16>" + WORDS.encode(), None),
    ],
)
def test_text_is_read_in_the_charset_it_is_in(body: bytes, header: str | None) -> None:
    assert decode(body, header).endswith(WORDS)


@pytest.mark.parametrize(
    ("text", "charset"),
    [(CYRILLIC, "windows-1251"), (CYRILLIC, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp")],
)
def test_an_undeclared_charset_is_guessed(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


def test_iso_2022_jp_is_not_taken_for_ascii() -> None:
    assert decode(JAPANESE.encode("iso-2022-jp"), "text/html; charset=iso-2022-jp") == JAPANESE


@pytest.mark.parametrize(
    "charset", ["zip", "base64", "rot13", "hex", "idna", "unicode_escape", "utf-7", "x" * 300, ""]
)
def test_a_charset_that_is_no_charset_of_pages_is_not_used(charset: str) -> None:
    assert decode(WORDS.encode("cp1252"), f"text/html; charset={charset}").endswith("naïve cafés")


def test_bytes_of_no_charset_never_raise() -> None:
    body = bytes(range(256)) * 100
    assert len(decode(body, "text/html; charset=utf-8")) > 10_000


def test_a_page_is_read_up_to_its_bound_and_not_broken_by_the_cut() -> None:
    text = decode("ü".encode() * MAX_PAGE_BYTES)
    assert len(text) == MAX_PAGE_BYTES // 2
    assert decode(b"x" + "ü".encode() * MAX_PAGE_BYTES)[-2:] == "üü"


@pytest.mark.parametrize(
    ("body", "content_type", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "text/html", "a PDF"),
        (b"\n%PDF-1.7 <not a tag>", None, "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png", "a PNG image"),
        (b"PK\x03\x04" + bytes(60), "application/octet-stream", "a ZIP archive"),
        (bytes([7, 0, 1, 0]) * 100, None, "binary data"),
        (b'{"error": "not found"}', "application/json", "application/json"),
    ],
)
def test_what_is_no_text_is_named(body: bytes, content_type: str, what: str) -> None:
    assert not_text(body, content_type) == what


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>", "application/octet-stream"),
        (b"plain words", "text/plain"),
        (b"plain words", None),
        ("<p>hello".encode("utf-16"), "text/html"),
        (b"<p>nul\x00" * 50, "text/html"),
        (b"<?xml version='1.0'?><html/>", "application/xhtml+xml"),
    ],
)
def test_what_may_be_text_is_tried(body: bytes, content_type: str | None) -> None:
    assert not_text(body, content_type) is None
