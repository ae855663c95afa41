"""What stands between two parts of one appeal belongs to it; what stands between two boxes may be the article."""

import pytest

from onrecord_clean.appeals import close_gaps


def test_an_appeal_of_several_paragraphs_is_one() -> None:
    texts = [
        "Help us",
        "From the river to the courts, we are there.",
        "Your gift lets us stay.",
        "Donate",
        "The dam burst on Monday.",
    ]
    assert close_gaps(texts, ["donation", "body", "body", "donation", "body"]) == ["donation"] * 4 + ["body"]


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["Donate", "The dam burst on Monday.", "Donate"], ["donation", "body", "donation"]),
        (["Donate", "“We lost our home,” she said.", "Donate"], ["donation", "body", "donation"]),
        (["Donate", "We are there.", "Sign up"], ["donation", "body", "newsletter"]),
        (["Donate", "We are there.", "Menu", "Donate"], ["donation", "body", "navigation", "donation"]),
        (["Donate", *["We are there."] * 5, "Donate"], ["donation", *["body"] * 5, "donation"]),
        ([], []),
    ],
)
def test_other_runs_stay_as_they_are(texts: list[str], labels: list[str]) -> None:
    assert close_gaps(texts, labels) == labels
