"""An alert as an e-mail: read back by other parsers, it says what was meant and holds nothing else."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from onrecord_alert.channels.email_message import TEXT_COLUMNS, email_message
from onrecord_alert.records import AlertView
from onrecord_alert.untrusted import header_line
from onrecord_alert.wording import worded
from support.alerts import NEW, UPDATE, with_everywhere
from support.naughty import NAUGHTY

DATE = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
SENDER = Address("onrecord", addr_spec="alerts@onrecord.example")
RECIPIENT = "reader@example.org"

HEADERS = Counter(
    ["Subject", "From", "To", "Date", "Message-ID", "References", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type"]
)  # fmt: skip
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "table",
    "tbody",
    "tr",
    "td",
    "div",
    "span",
    "strong",
    "bdi",
    "br",
    "code",
    "a",
}
ATTRIBUTES = {
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "style",
    "role",
    "width",
    "cellpadding",
    "cellspacing",
    "border",
    "align",
    "dir",
    "href",
    "rel",
}


def composed(view: AlertView) -> bytes:
    return email_message(view, sender=SENDER, recipient=RECIPIENT, date=DATE).as_bytes()


def reread(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    assert not body.defects
    content = body.get_content()
    assert isinstance(content, str)
    return content


class Page(HTMLParser):
    """Reads a page: its elements with their attributes, and the text it shows."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] not in ("style", "title"):
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    @property
    def shown(self) -> str:
        return " ".join("".join(self.texts).split())


def test_the_headers_are_ours() -> None:
    message = reread(composed(NEW))
    assert Counter(message.keys()) == HEADERS
    assert message["From"] == "onrecord <alerts@onrecord.example>"
    assert message["To"] == RECIPIENT
    assert message["Date"].datetime == DATE
    assert message["Message-ID"] == "<3f2a9c51-6d0e-4b7a-9f53-1c8e5b0a7d42@onrecord.example>"
    assert message["References"] == "<topic-12@onrecord.example>"
    assert message["List-Id"] == "<topic-12.onrecord.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_sent_twice_has_one_id_and_a_topic_one_thread() -> None:
    first, again, update = (reread(composed(view)) for view in (NEW, NEW, UPDATE))
    assert first["Message-ID"] == again["Message-ID"] != update["Message-ID"]
    assert first["References"] == update["References"]


def test_the_text_part_reads_well() -> None:
    assert part(reread(composed(UPDATE)), "plain").replace("\r\n", "\n") == (
        """\
Harbour tolls · Update

Mara Quill, minister for ports, said:

    the tolls will rise by 4 per cent in March

Harbour tolls to rise after all
Tern Island Times, 25 November 2026, 17:05\N{NO-BREAK SPACE}UTC
https://ternisland.example/news/8812

! Only the teaser could be read, not the article.

In context: In a change of course after two days of talks with the
mooring owners, Mara Quill, the minister for ports, said the tolls will
rise by 4 per cent in March.

Earlier — Gullhaven Courier, 23 November 2026:

    “We will not raise the harbour tolls before the new breakwater is
    paid for, and not by a penny”

Also in Skerry Post and Lighthouse Radio.

Why you get this:
  said_by:"Mara Quill" → “Mara Quill”

-- \n\
onrecord · alert b81d44f0-2c39-4f0e-8a67-52f0c9d3e617
"""
    )


def test_the_html_part_fetches_nothing_and_leads_only_to_the_article() -> None:
    html = part(reread(composed(UPDATE)), "html")
    assert [attributes["href"] for _, attributes in Page(html).elements if "href" in attributes] == [
        "https://ternisland.example/news/8812"
    ]
    assert not re.search(r"url\(|@import|\bsrc\b|javascript:", html)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_what_strangers_wrote_is_text_and_nothing_else(view: AlertView, naughty: str) -> None:
    view = with_everywhere(view, naughty)
    raw = composed(view)
    message = reread(raw)
    meant = worded(view)

    assert Counter(message.keys()) == HEADERS
    assert message["To"] == RECIPIENT
    subject = header_line(meant.headline, limit=150)
    assert message["Subject"] == subject
    assert (
        str(make_header(decode_header(str(message_from_bytes(raw)["Subject"]).replace("\r\n", ""))))
        == subject
    )
    assert [each.get_content_type() for each in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert max(map(len, raw.split(b"\r\n"))) <= 998

    said = [
        meant.words,
        meant.title,
        meant.source,
        meant.trail.strip(),
        *(each.found for each in meant.matched),
    ]
    said += [each for each in (meant.sentence, meant.earlier, meant.also) if each]
    text = " ".join(part(message, "plain").split())
    page = Page(part(message, "html"))
    for each in said:
        assert " ".join(each.split()) in text
        assert " ".join(each.split()) in page.shown
    for tag, attributes in page.elements:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert tag != "a" or attributes["href"] == meant.url


def test_lines_of_the_text_part_fit_a_terminal() -> None:
    view = with_everywhere(UPDATE, "long words " * 500)
    lines = part(reread(composed(view)), "plain").splitlines()
    assert max(len(line) for line in lines if not line.startswith("https://")) <= TEXT_COLUMNS
