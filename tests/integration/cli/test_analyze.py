"""One article from a file or from the web, as the system sees it."""

from __future__ import annotations

import pytest

from support.command import Command
from support.web import Answer, web_server

BODY = "".join(
    f"<p>The harbour of Gullhaven was built in {1900 + n}, when the ferries to the islands still ran on steam.</p>"
    for n in range(6)
)
PAGE = (
    "<!doctype html><html lang=en><head><title>Tolls to stay</title></head><body><nav><a href=/>Home</a></nav>"
    f"<article><h1>Tolls to stay</h1>{BODY}<p>“Not by a penny,” said Mara Quill, the minister for ports.</p></article></body></html>"
)


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page"])
def test_a_page_from_a_file_is_analysed(bare_command: Command, name: str) -> None:
    path = bare_command.file(PAGE, name)
    record = bare_command("analyze", str(path), "--json").json
    assert (record["title"], record["lang"], record["completeness"]) == ("Tolls to stay", "en", "full")
    assert {"completeness_evidence", "access", "access_evidence"} < set(record)
    (statement,) = record["statements"]
    assert [record["text"][start:end] for start, end in statement["content"]] == ["“Not by a penny,”"]
    out = bare_command("analyze", str(path)).out
    assert "headline  Tolls to stay" in out
    assert "Mara Quill, minister for ports, said: “Not by a penny,”" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80


def test_plain_text_is_analysed_and_taken_as_it_is_where_that_is_asked(bare_command: Command) -> None:
    text = "Tolls to stay\n\n“Not by a penny,” said Mara Quill.\n"
    path = bare_command.file(text, "article.txt")
    assert bare_command("analyze", str(path), "--json").json["text"] != text
    assert bare_command("analyze", str(path), "--json", "--as-article").json["text"] == text


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n\x00", b"\x00" * 1000, b"<" * 100_000])
def test_a_file_that_is_no_article_has_an_outcome(bare_command: Command, content: bytes) -> None:
    path = bare_command.folder / "odd.html"
    path.write_bytes(content)
    ended = bare_command("analyze", str(path), "--json")
    assert ended.code == 0
    assert ended.json["statements"] == []
    assert bare_command("analyze", str(path)).code == 0


@pytest.mark.parametrize("name", ["nowhere.html", "."])
def test_a_file_that_cannot_be_read_is_an_error(bare_command: Command, name: str) -> None:
    ended = bare_command("analyze", name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"onrecord: {name} cannot be read: ")


def test_a_page_of_the_web_is_fetched_guarded(bare_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server() as site:
        site["/tolls"] = Answer(PAGE.encode())
        site["/pdf"] = Answer(b"%PDF-1.7", content_type="application/pdf")
        refused = bare_command("analyze", site.url("/tolls"))
        assert (refused.code, site.asked) == (1, [])
        assert "the page cannot be had: refused_" in refused.err
        assert "ONRECORD_OPEN_HOSTS opens hosts of your own" in refused.err
        monkeypatch.setenv("ONRECORD_OPEN_HOSTS", site.host)
        assert bare_command("analyze", site.url("/tolls"), "--json").json["title"] == "Tolls to stay"
        assert bare_command("analyze", site.url("/none"), "--json").json["completeness"] == "blocked"
        wrong = bare_command("analyze", site.url("/pdf"))
        assert (wrong.code, "wrong_type" in wrong.err) == (1, True)
