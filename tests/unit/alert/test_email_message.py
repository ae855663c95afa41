"""An alert as an e-mail: read back by other parsers, it says what was meant and holds nothing else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from pydantic import SecretStr

from onrecord.links import Links
from onrecord_alert.channels.email_message import email_message
from onrecord_alert.channels.plain_text import TEXT_COLUMNS
from onrecord_alert.composing import composed
from onrecord_alert.records import AlertView, Message
from onrecord_alert.untrusted import header_line
from onrecord_alert.wording import SHORT, worded
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone, everywhere, with_everywhere
from support.naughty import NAUGHTY

DATE = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
SENDER = Address("onrecord", addr_spec="alerts@onrecord.example")
RECIPIENT = "reader@example.org"

HEADERS = Counter(
    ["Subject", "From", "To", "Date", "Message-ID", "References", "List-Id", "List-Unsubscribe", "Auto-Submitted",
     "MIME-Version", "Content-Type"]
)  # fmt: skip
LINKS = Links("https://onrecord.example.org", SecretStr("a secret that nobody will ever guess"))
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
    "data-alert",
}


def mailed(message: Message, links: Links | None = None) -> bytes:
    return email_message(message, sender=SENDER, recipient=RECIPIENT, date=DATE, links=links).as_bytes()


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
    message = reread(mailed(alone(NEW)))
    assert Counter(message.keys()) == HEADERS
    assert message["From"] == "onrecord <alerts@onrecord.example>"
    assert message["To"] == RECIPIENT
    assert message["Date"].datetime == DATE
    assert message["Message-ID"] == "<3f2a9c51-6d0e-4b7a-9f53-1c8e5b0a7d42@onrecord.example>"
    assert message["References"] == "<topic-12@onrecord.example>"
    assert message["List-Id"] == "<topic-12.onrecord.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == (
        "<mailto:alerts@onrecord.example?subject=unsubscribe%20topic-12%20subscriber-3>"
    )
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_sent_twice_has_one_id_and_a_topic_one_thread() -> None:
    first, again, update = (reread(mailed(alone(view))) for view in (NEW, NEW, UPDATE))
    assert first["Message-ID"] == again["Message-ID"] != update["Message-ID"]
    assert first["References"] == update["References"]


@pytest.mark.parametrize(
    ("whole", "name", "parts"),
    [
        (alone(NEW), "topic-12", ("unsubscribe", "subscription", "5")),
        (GROUP, "subscriber-3", ("unsubscribe", "subscriber", "3", "email")),
        (DIGEST, "subscriber-3", ("unsubscribe", "subscriber", "3", "email")),
    ],
    ids=["alert", "group", "digest"],
)
def test_a_mail_can_be_unsubscribed_from_by_one_click(
    whole: Message, name: str, parts: tuple[str, ...]
) -> None:
    message = reread(mailed(whole, LINKS))
    assert message["Message-ID"] == f"<{whole.token}@onrecord.example>"
    assert message["List-Id"] == f"<{name}.onrecord.example>"
    assert message["References"] == f"<{name}@onrecord.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    by_link, by_mail = message["List-Unsubscribe"].split(", ")
    assert LINKS.opened(by_link.strip("<>")) == parts
    assert by_mail.startswith("<mailto:alerts@onrecord.example?subject=unsubscribe%20")
    assert by_link.strip("<>") in [
        attributes.get("href") for _, attributes in Page(part(message, "html")).elements
    ]


def test_long_addresses_of_ours_are_never_encoded() -> None:
    links = Links(f"https://{'news.' * 30}example.org", LINKS.secret)
    sender = Address("onrecord", username="alerts", domain=f"{'sub.' * 40}onrecord.example")
    raw = email_message(alone(NEW), sender=sender, recipient=RECIPIENT, date=DATE, links=links).as_bytes()
    head = message_from_bytes(raw)
    for name in ("Message-ID", "References", "List-Id", "List-Unsubscribe"):
        assert "=?" not in head[name]
        assert "onrecord.example" in head[name]
    by_link, by_mail = head["List-Unsubscribe"].split(",\r\n ")
    assert links.opened(by_link.strip("<>"))[0] == "unsubscribe"
    assert by_mail.startswith("<mailto:alerts@sub.sub.")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_an_alert_carries_links_to_answer_it_in_both_parts() -> None:
    message = reread(mailed(alone(NEW), LINKS))
    answers = [
        ("feedback", str(NEW.token), each) for each in ("useful", "not_relevant", "wrong_speaker", "not_new")
    ]
    links = [
        attributes["href"] for _, attributes in Page(part(message, "html")).elements if "href" in attributes
    ]
    assert [LINKS.opened(link) for link in links if link and "/feedback/" in link] == answers
    assert all(LINKS.to(*each) in part(message, "plain") for each in answers)


def test_every_alert_of_a_mail_says_which_it_is() -> None:
    for whole in (GROUP, DIGEST):
        message = reread(mailed(whole))
        tokens = [str(entry.token) for entry in composed(whole, size=SHORT, links=None).entries]
        page = Page(part(message, "html"))
        assert [
            attributes["data-alert"] for _, attributes in page.elements if "data-alert" in attributes
        ] == tokens
        assert re.findall(r"^alert ([0-9a-f-]+)\s*$", part(message, "plain"), re.MULTILINE) == tokens


def test_a_sample_says_that_it_is_one() -> None:
    message = reread(mailed(replace(alone(NEW), kind="sample"), LINKS))
    assert message["Subject"].startswith("Sample · Harbour tolls")
    for kind in ("plain", "html"):
        assert "This is a sample: nobody said it." in part(message, kind)
        assert "/feedback/" not in part(message, kind)


def test_the_text_part_reads_well() -> None:
    assert part(reread(mailed(alone(UPDATE))), "plain").replace("\r\n", "\n") == (
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


def test_the_text_part_of_a_digest_reads_well() -> None:
    assert part(reread(mailed(DIGEST)), "plain").replace("\r\n", "\n") == (
        """\
Digest · 8 statements, 1 reported again · Harbour tolls and Canal locks

24 November 2026, 07:00\N{NO-BREAK SPACE}UTC to 25 November 2026, 07:00\N{NO-BREAK SPACE}UTC

Harbour tolls
=============

Update · Mara Quill, minister for ports, said:

    the tolls will rise by 4 per cent in March

Harbour tolls to rise after all
Tern Island Times, 25 November 2026, 17:05\N{NO-BREAK SPACE}UTC
https://ternisland.example/news/8812

! Only the teaser could be read, not the article.
Also in Skerry Post and Lighthouse Radio.
Earlier — Gullhaven Courier, 23 November 2026: “We will not raise the
harbour tolls before the new breakwater is paid for, and not by a penny”
alert b81d44f0-2c39-4f0e-8a67-52f0c9d3e617

Reported again · Mara Quill, minister for ports, insisted:

    “We will not raise the harbour tolls before the new breakwater is
    paid for, and not by a penny”

Minister rules out dearer moorings until the breakwater is paid for
Gullhaven Courier, 23 November 2026, 08:30\N{NO-BREAK SPACE}UTC
https://courier.gullhaven.example/2026/11/tolls?page=1&view=full

Since then also in Skerry Post and Lighthouse Radio.
alert 3f2a9c51-6d0e-4b7a-9f53-1c8e5b0a7d42

and 2 more by Mara Quill

and 4 more on this topic

Canal locks
===========

According to Oddny Brekke, chair of the Canal Board:

    two of the seven locks will be shut from January until Easter

Canal to close in part for the winter
Skerry Post, 25 November 2026, 17:05\N{NO-BREAK SPACE}UTC
https://skerrypost.example/canal

alert 0c5d8c2e-77f1-4a53-8a0e-5a1f6f0d9b11

2 of these came after your limit for the hour was reached.

1 of these waited until quiet hours or a snooze were over.

Not told in this time:
  17 × reported by another outlet too
  3 × said again by the same outlet

-- \n\
onrecord
"""
    )


def test_the_html_part_fetches_nothing_and_leads_only_to_the_article() -> None:
    html = part(reread(mailed(alone(UPDATE))), "html")
    assert [attributes["href"] for _, attributes in Page(html).elements if "href" in attributes] == [
        "https://ternisland.example/news/8812"
    ]
    assert not re.search(r"url\(|@import|\bsrc\b|javascript:", html)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("view", [NEW, UPDATE], ids=["new", "update"])
def test_what_strangers_wrote_is_text_and_nothing_else(view: AlertView, naughty: str) -> None:
    view = with_everywhere(view, naughty)
    raw = mailed(alone(view))
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


@pytest.mark.parametrize("naughty", NAUGHTY, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("whole", [GROUP, DIGEST], ids=["group", "digest"])
def test_among_others_it_is_no_different(whole: Message, naughty: str) -> None:
    whole = everywhere(whole, naughty)
    raw = mailed(whole, LINKS)
    message = reread(raw)
    meant = composed(whole, size=SHORT, links=LINKS)

    assert Counter(message.keys()) == HEADERS + Counter(["List-Unsubscribe-Post"])
    assert message["Subject"] == header_line(meant.headline, limit=150)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    text = " ".join(part(message, "plain").split())
    page = Page(part(message, "html"))
    for entry in meant.entries:
        for each in (
            entry.text.words,
            entry.text.title,
            entry.text.source,
            entry.text.trail.strip(),
            entry.text.also,
        ):
            assert " ".join((each or "").split()) in text
            assert " ".join((each or "").split()) in page.shown
    ours = {answer.url for entry in meant.entries for answer in entry.answers}
    for tag, attributes in page.elements:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        if tag == "a" and attributes["href"] not in ours | {entry.text.url for entry in meant.entries}:
            assert (attributes["href"] or "").startswith("https://onrecord.example.org/unsubscribe/")


def test_lines_of_the_text_part_fit_a_terminal() -> None:
    view = with_everywhere(UPDATE, "long words " * 500)
    lines = part(reread(mailed(alone(view))), "plain").splitlines()
    assert max(len(line) for line in lines if not line.startswith("https://")) <= TEXT_COLUMNS
