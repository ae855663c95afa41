"""Links that only we can make, and that say only what we wrote into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from onrecord.links import Links

LINKS = Links("https://onrecord.example.org/news", SecretStr("a secret of more than 32 characters"))
PARTS = st.lists(st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True), min_size=1, max_size=6)


@given(PARTS)
def test_a_link_says_what_was_written_into_it(parts: list[str]) -> None:
    address = LINKS.to(*parts)
    assert LINKS.opened(address) == tuple(parts)
    assert LINKS.opened(address.removeprefix("https://onrecord.example.org/news")) == tuple(parts)
    assert address.startswith("https://onrecord.example.org/news/")


@given(PARTS, PARTS)
def test_no_two_links_have_the_same_signature(one: list[str], other: list[str]) -> None:
    signatures = {LINKS.to(*parts).rpartition("/")[2] for parts in (one, other)}
    assert len(signatures) == (1 if one == other else 2)


def test_a_link_is_ours_only_with_our_secret_and_unchanged() -> None:
    address = LINKS.to("feedback", "7", "useful")
    strangers = Links(LINKS.base, SecretStr("another secret of more than 32 characters"))
    changed = [
        strangers.to("feedback", "7", "useful"),
        address.replace("useful", "not_new"),
        address.replace("/7/", "/8/"),
        address[:-1],
        address + "A",
        address.rpartition("/")[0],
        address.replace("https://onrecord.example.org/news", "https://evil.example"),
        address.replace("feedback/7", "feedback7"),
    ]
    for each in changed:
        with pytest.raises(ValueError, match="not a link of ours"):
            LINKS.opened(each)


@pytest.mark.parametrize(
    "address", ["", "/", "//", "x", "/é/ü", "\ud800/\ud800", "/" * 100_000, "a/" * 50_000]
)
def test_what_is_no_link_is_said_to_be_none(address: str) -> None:
    with pytest.raises(ValueError, match="not a link of ours"):
        LINKS.opened(address)


@pytest.mark.parametrize("parts", [(), ("",), ("a/b",), ("A",), ("ü",), ("a b",), ("x" * 65,)])
def test_a_link_is_made_of_plain_words(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not the parts of a link"):
        LINKS.to(*parts)


def test_a_link_does_not_show_its_secret() -> None:
    assert "a secret" not in repr(LINKS)
