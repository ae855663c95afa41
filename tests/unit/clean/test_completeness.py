"""Whether the text held is the whole article."""

import time

import pytest

from onrecord_clean.completeness import Circumstances, completeness

HEAD = ("Harbour closes after cracks are found", "headline")
BODY = [
    (
        f"Paragraph {i}: the port authority said on Monday that ferries would leave from the northern quay.",
        "body",
    )
    for i in range(6)
]


def judge(*after: tuple[str, str], body: list[tuple[str, str]] = BODY, **known: object) -> tuple[str, str]:
    return completeness([HEAD, *body, *after], Circumstances(**known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "after",
    [
        [],
        [("Related", "related"), ("Bridge reopens", "related")],
        [("Subscribe to the Courier from €3 a month", "subscription_promo"), ("Newsletter", "newsletter")],
        [("More stories", "related")] * 9 + [("Subscribe to continue reading", "paywall")],
        [("Sign in to read comments and join in", "comments")],
    ],
)
def test_an_article_that_runs_to_its_end_is_full_whatever_the_footer_sells(
    after: list[tuple[str, str]],
) -> None:
    assert judge(*after)[0] == "full"


@pytest.mark.parametrize(
    "lock",
    [
        "To Read the Full Story",
        "Subscribe to continue reading",
        "Continue reading this article with a Courier subscription",
        "This article is for subscribers only.",
        "This post is for paid subscribers",
        "Already a subscriber? Log in",
        "You have reached your limit of free articles",
        "Register for free to read this article",
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Pozostało jeszcze 89% artykułu",
        "ログインして続きを読む",
        "Weiterlesen mit Abo",
        "Unlock this story",
        "The rest of this story is for members.",
        "Keep reading with a 7-day free trial",
    ],
)
def test_lock_text_right_after_the_last_paragraph_is_a_paywall(lock: str) -> None:
    state, evidence = judge(("Share", "social"), (lock, "paywall"))
    assert state == "paywalled"
    assert evidence.startswith("after the last paragraph: “")


def test_a_paragraph_that_talks_about_paywalls_locks_nothing() -> None:
    talk = ("“Subscribe to continue reading” is the sentence seen most often, the study says.", "body")
    assert judge(body=[*BODY, talk])[0] == "full"


@pytest.mark.parametrize(
    "ending",
    [
        "The mayor said the plan would …",
        "The mayor said the plan would...",
        "The plan [...]",
        "The plan… Read more »",
    ],
)
def test_a_text_that_trails_off_is_partial(ending: str) -> None:
    assert judge(body=[*BODY, (ending, "body")])[0] == "partial"


def test_an_ellipsis_within_is_no_ending() -> None:
    assert judge(body=[*BODY, ("“Well … we shall see,” she said.", "body")])[0] == "full"


@pytest.mark.parametrize(
    ("status", "state"),
    [(401, "blocked"), (402, "paywalled"), (403, "blocked"), (451, "blocked"), (429, "blocked")],
)
def test_a_refusal_is_told_by_its_status(status: int, state: str) -> None:
    assert completeness([("Forbidden", "other")], Circumstances(status=status)) == (state, f"HTTP {status}")


def test_an_article_that_comes_with_a_refusal_is_still_an_article() -> None:
    assert judge(body=BODY * 5, status=403)[0] == "full"


@pytest.mark.parametrize(
    "wall",
    [
        "Just a moment...",
        "Please verify you are a human",
        "Pardon Our Interruption",
        "Access to this page has been denied",
    ],
)
def test_a_bot_wall_is_no_article(wall: str) -> None:
    assert completeness([(wall, "headline"), ("Ray ID: 7", "other")], Circumstances())[0] == "blocked"


def test_an_article_about_bot_walls_is_an_article() -> None:
    about = (
        "Readers who see “verify you are a human” leave, the study found, "
        + "and few of them come back. " * 12,
        "body",
    )
    assert judge(body=[*BODY, about])[0] == "full"


def test_the_declared_length_tells_a_cut() -> None:
    assert judge(declared_words=400) == ("partial", "102 words of 400 declared")
    assert judge(declared_words=110)[0] == "full"
    assert judge(declared_words=2)[0] == "full"


def test_a_page_not_read_to_its_end_is_partial() -> None:
    assert judge(bounded="larger than 8 MiB") == ("partial", "page not read to its end: larger than 8 MiB")


@pytest.mark.parametrize(
    ("status", "state"), [(0, "blocked"), (404, "blocked"), (503, "blocked"), (200, "unknown")]
)
def test_without_article_text_the_status_decides(status: int, state: str) -> None:
    assert completeness([("Home", "navigation")], Circumstances(status=status))[0] == state
    assert completeness([], Circumstances(status=status))[0] == state


def test_the_patterns_are_linear() -> None:
    for piece in (
        "read your ",
        "already a ",
        "unlock ",
        "il vous reste ",
        "残り",
        "sign in a b ",
        "….",
        "is for a b c ",
        " " * 50,
    ):
        text = piece * (20_000 // len(piece))
        began = time.process_time()
        judge((text[:1_500], "paywall"), (text, "other"), body=[*BODY, (text, "body")])
        assert time.process_time() - began < 1
