"""Numbers and dates of a statement, and when one counts as changed."""

import pytest

from onrecord_track.figures import changed, figures


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("47,476 people and 1.250.000 euros", ["47476", "1250000"]),
        ("$21.3 million, 2.5m or 5bn", ["21300000", "2500000", "5000000000"]),
        ("3.5 percent, 3,5 percent", ["3.5", "3.5"]),
        ("twenty-five of five dozen", ["25", "60"]),
        ("four million, one million, one of them", ["4000000", "1000000"]),
        ("on the 2nd of the 1990s", ["2", "1990"]),
        ("on Friday in May", ["friday", "may"]),
        ("she may march this fall before the fall", ["fall"]),
        ("version 1.2.3 of the G7", []),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, values: list[str]) -> None:
    assert [figure.value for figure in figures(text)] == values


@pytest.mark.parametrize(
    ("earlier", "later", "change"),
    [
        ("cut 300 jobs", "cut 450 jobs", ("300", "450")),
        ("cut three hundred jobs by May", "cut 300 jobs by June", ("May", "June")),
        ("cut 300 jobs", "cut three hundred jobs", None),
        ("cut 300 jobs", "cut jobs", None),
        ("cut 300 jobs in 12 months", "cut 300 jobs", None),
        ("a loss of 2 million", "a loss of 2", ("2 million", "2")),
    ],
)
def test_a_figure_changed_only_where_each_side_has_its_own(
    earlier: str, later: str, change: tuple[str, str] | None
) -> None:
    assert changed(figures(earlier), figures(later)) == change


def test_a_very_long_number_is_no_trouble() -> None:
    assert len(figures("9" * 100_000 + " and 1" + ",000" * 20_000)) == 2
