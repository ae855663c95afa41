"""Lists of feeds from strangers, and a look at feeds on loopback."""

from __future__ import annotations

import pytest

from support.command import Command
from support.web import Answer, web_server

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="News">
<outline type="rss" text="Courier" xmlUrl="https://courier.example/feed"/>
<outline type="rss" text="Courier again" xmlUrl="https://COURIER.example/feed"/>
<outline type="rss" text="Radio" xmlUrl="feed://radio.example/atom"/>
<outline type="rss" text="Local" xmlUrl="file:///etc/passwd"/>
</outline></body></opml>"""
RSS = """<rss version="2.0"><channel><title>Gullhaven Courier</title>
<item><title>Tolls</title><link>https://courier.example/tolls</link><pubDate>Mon, 23 Nov 2020 08:30:00 GMT</pubDate></item>
<item><title>Eels</title><link>https://courier.example/eels</link></item>
</channel></rss>"""


def test_a_list_is_added_once_and_what_is_unusable_is_told(command: Command) -> None:
    command.file(OPML, "feeds.opml")
    first = command("feeds", "import", "feeds.opml")
    assert first.out.splitlines() == [
        "+ feed https://courier.example/feed",
        "+ feed https://radio.example/atom",
    ]
    assert "2 feeds added, 0 there already, 1 unusable." in first.err
    assert "file:///etc/passwd: neither http nor https" in first.err
    before = (command.folder / "onrecord.toml").read_text()
    second = command("feeds", "import", "feeds.opml")
    assert (second.code, second.out) == (0, "")
    assert "0 feeds added, 2 there already" in second.err
    assert (command.folder / "onrecord.toml").read_text() == before
    assert len(command("feeds", "list", "--json").json) == 2


def test_a_long_list_is_added_whole(command: Command) -> None:
    outlines = "".join(f'<outline text="{n}" xmlUrl="https://n{n}.example/feed"/>' for n in range(300))
    command.file(f"<opml><body>{outlines}</body></opml>", "feeds.opml")
    added = command("feeds", "import", "feeds.opml")
    assert (added.code, added.out.splitlines()[-1]) == (0, "+ and 250 more")
    assert len(command("feeds", "list", "--json").json) == 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline xmlUrl="&b;"/></body></opml>', "declares entities"),
        ('<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>', "declares entities"),
        ("<html><body>feeds</body></html>", "not OPML"),
        ("<opml><body>", "not OPML"),
        ("", "not OPML"),
        ("\x1b[2J", "not OPML"),
    ],
)  # fmt: skip
def test_a_hostile_list_is_refused_and_changes_nothing(bare_command: Command, text: str, said: str) -> None:
    bare_command.file(text, "feeds.opml")
    ended = bare_command("feeds", "import", "feeds.opml")
    assert ended.code == 1
    assert said in ended.err
    assert "\x1b" not in ended.err
    assert not (bare_command.folder / "onrecord.toml").exists()


def test_a_list_that_cannot_be_read_is_an_error(bare_command: Command) -> None:
    ended = bare_command("feeds", "import", "nowhere.opml")
    assert (ended.code, ended.err) == (
        2,
        "onrecord: nowhere.opml cannot be read: No such file or directory\n",
    )


def test_a_check_says_what_each_feed_is(bare_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server() as site:
        site["/feed"] = Answer(RSS.encode(), content_type="application/rss+xml")
        site["/page"] = Answer(b"<!doctype html><html><body>no feed</body></html>")
        site["/moved"] = Answer(status=301, headers={"Location": "/feed"})
        monkeypatch.setenv("ONRECORD_OPEN_HOSTS", site.host)
        monkeypatch.setenv("ONRECORD_HOST_GAP_S", "0")
        addresses = [site.url(path) for path in ("/feed", "/page", "/moved", "/none")]
        ended = bare_command("feeds", "check", *addresses, "--json")
        picture = bare_command("feeds", "check", *addresses).out
        good = bare_command("feeds", "check", addresses[0])
    feed, page, moved, none = ended.json
    assert (ended.code, good.code) == (1, 0)
    assert (feed["kind"], feed["format"], feed["title"]) == ("feed", "RSS 2.0", "Gullhaven Courier")
    assert (feed["entries"], feed["dated"], feed["newest"]) == (2, 1, "2020-11-23T08:30:00Z")
    assert (page["kind"], page["status"], page["entries"]) == ("html", 200, 0)
    assert (moved["kind"], moved["answered_from"]) == ("feed", addresses[0])
    assert (none["kind"], none["detail"], none["status"]) == ("http_error", "HTTP 404", 404)
    assert "RSS 2.0 · 2 entries, 1 undated" in picture
    assert "HTTP 404" in picture
    assert not (bare_command.folder / "onrecord.toml").exists()


def test_a_check_without_addresses_asks_the_feeds_of_the_file(bare_command: Command) -> None:
    ended = bare_command("feeds", "check")
    assert (ended.code, "no feed to check" in ended.err) == (2, True)
    with web_server() as site:
        site["/feed"] = Answer(RSS.encode())
        bare_command.file(f'[settings]\nopen_hosts = "{site.host}"\n[[feeds]]\nurl = "{site.url("/feed")}"\n')
        ended = bare_command("feeds", "check", "--json")
        assert (ended.code, [each["kind"] for each in ended.json]) == (0, ["feed"])


def test_a_private_address_is_not_asked(bare_command: Command) -> None:
    with web_server() as site:
        site["/feed"] = Answer(RSS.encode())
        (seen,) = bare_command("feeds", "check", site.url("/feed"), "--json").json
        assert (seen["kind"], seen["status"]) == ("unreachable", None)
        assert seen["detail"].startswith("refused_")
        assert site.asked == []
