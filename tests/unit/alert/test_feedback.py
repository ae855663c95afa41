"""What a subscriber can answer, and the links that say it."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from onrecord.links import Links
from onrecord_alert.feedback import ANSWERS, answer_links, read_answer
from support.alerts import NEW

LINKS = Links("https://onrecord.example.org", SecretStr("a secret of more than 32 characters"))


def test_each_answer_has_a_link_that_says_it() -> None:
    links = answer_links(LINKS, NEW.token)
    assert [each.label for each in links] == ["Useful", "Not relevant", "Wrong speaker", "Not new"]
    assert [read_answer(LINKS, each.url) for each in links] == [(NEW.token, answer) for answer in ANSWERS]


def test_without_a_web_service_there_are_no_links() -> None:
    assert answer_links(None, NEW.token) == ()


@pytest.mark.parametrize(
    "parts",
    [("unsubscribe", "subscription", "5"), ("feedback", "not-a-token", "useful"), ("feedback", str(NEW.token), "great"),
     ("feedback", str(NEW.token)), ("feedback", str(NEW.token), "useful", "more")],
)  # fmt: skip
def test_a_link_for_something_else_is_no_answer(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of two does not matter
        read_answer(LINKS, LINKS.to(*parts))
