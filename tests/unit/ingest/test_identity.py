"""Which entries are one entry."""

from __future__ import annotations

from onrecord_ingest.identity import identify
from onrecord_ingest.records import FeedEntry


def _entry(guid: str | None = None, url: str | None = None, title: str | None = None) -> FeedEntry:
    return FeedEntry(guid, url, title, None, None, None, None, None)


def _identities(*entries: FeedEntry) -> list[str]:
    return [identity for identity, _ in identify(entries)]


def test_an_entry_is_known_by_its_guid_though_its_address_changes() -> None:
    assert _identities(_entry("1", "https://p.example/a")) == _identities(_entry("1", "https://p.example/b"))


def test_an_entry_without_a_guid_is_known_by_its_address_however_that_is_written() -> None:
    assert _identities(_entry(None, "https://p.example/a")) == _identities(
        _entry(None, "http://www.p.example/a/?utm_source=x")
    )


def test_an_entry_that_comes_twice_counts_once() -> None:
    twice = _entry("1", "https://p.example/a")
    assert identify([twice, twice])[0][1] is twice
    assert len(identify([twice, twice])) == 1


def test_a_guid_that_all_entries_share_tells_nothing_and_addresses_do() -> None:
    first, second = _entry("1", "https://p.example/a"), _entry("1", "https://p.example/b")
    assert _identities(first, second) == _identities(_entry(None, first.url), _entry(None, second.url))
    assert len(set(_identities(first, second))) == 2


def test_a_guid_that_is_an_address_is_not_taken_for_one() -> None:
    assert _identities(_entry("https://p.example/a")) != _identities(_entry(None, "https://p.example/a"))


def test_entries_with_neither_are_told_apart_by_their_titles() -> None:
    assert len(identify([_entry(title="A"), _entry(title="B"), _entry(title="A")])) == 2


def test_the_order_of_the_document_is_kept() -> None:
    assert [entry.guid for _, entry in identify([_entry("b"), _entry("a"), _entry("c")])] == ["b", "a", "c"]
