"""Who is named across articles, and which names an operator takes for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from onrecord.storage import Database
from onrecord.storage.schema import Alias, Entity, Job
from support.command import Command
from support.extracted import Quote, put_article


@pytest.fixture
def named(command: Command, database: Database) -> Command:
    """Two articles of this morning, and one that the horizon does not reach."""
    now = datetime.now(UTC)
    put_article(
        database,
        "Herald",
        now - timedelta(hours=3),
        [Quote("the ferry will run"), Quote("it will not", "A. Lind")],
    )
    put_article(database, "Courier", now - timedelta(hours=1), [Quote("nobody will pay more", "A. Lind")])
    put_article(database, "Herald", now - timedelta(days=20), [Quote("fares stay", "A. Lind")])
    return command  # fmt: skip


def stand_for(database: Database) -> set[tuple[str, str, str]]:
    with database.read() as session:
        return {(row.alias, row.name, row.outlet) for row in session.scalars(select(Alias))}


def waiting(database: Database) -> list[tuple[str, int, bool]]:
    with database.read() as session:
        rows = session.execute(select(Job.stage, Job.subject_id, Job.quiet).order_by(Job.subject_id))
        return [(row.stage, row.subject_id, row.quiet) for row in rows]


def test_names_are_listed_by_the_articles_that_have_them(named: Command) -> None:
    rows = named("entities", "list", "--json").json
    assert [(row["name"], row["type"], row["articles"], row["statements"]) for row in rows] == [
        ("A. Lind", "PERSON", 3, 3), ("Ana Lind", "PERSON", 1, 1),
    ]  # fmt: skip
    of_day = named("entities", "list", "--days", "1", "--like", "a. l", "--type", "person", "--json").json
    assert [(row["name"], row["articles"]) for row in of_day] == [("A. Lind", 2)]
    assert "2 articles · 2 statements" in " ".join(named("entities", "list", "--days", "1").out.split())
    assert "names anybody like that" in named("entities", "list", "--type", "place").err


def test_one_name_is_shown_with_its_forms_outlets_and_words(named: Command) -> None:
    view = named("entities", "show", "A. Lind", "--json").json
    assert (view["forms"], view["outlets"]) == ([["A. Lind", 3]], [["Herald", 2], ["Courier", 1]])
    assert view["resembling"] == ["Ana Lind"]
    assert [said["content"] for said in view["latest"]] == [
        "nobody will pay more",
        "it will not",
        "fares stay",
    ]
    assert "Ana Lind" in named("entities", "show", "A. Lind").out
    nobody = named("entities", "show", "Lindt")
    assert (nobody.code, "names Lindt" in nobody.err) == (1, True)


def test_two_names_are_taken_for_one_and_what_the_horizon_reaches_is_read_again(
    named: Command, database: Database
) -> None:
    merged = named("entities", "merge", " A.  Lind", "Ana Lind")
    assert "A. Lind is Ana Lind from now on; 2 articles to be read again, nobody is told" in " ".join(
        merged.err.split()
    )
    assert stand_for(database) == {("A. Lind", "Ana Lind", "")}
    assert waiting(database) == [("extract", 1, True), ("extract", 2, True)]
    with database.write() as session:  # as extract will have left it
        for row in session.scalars(select(Entity)):
            row.canonical = "Ana Lind" if row.article_id == 2 else row.canonical
    assert named("entities", "show", "Ana Lind", "--json").json["merged"] == ["A. Lind"]
    assert "A. Lind is not Ana Lind any more" in named("entities", "split", "A. Lind").err
    assert stand_for(database) == set()
    assert "Every name stands for itself" in named("entities", "merges").err
    again = named("entities", "split", "A. Lind")
    assert (again.code, "stands for no other name" in again.err) == (2, True)


def test_in_one_outlet_a_name_is_somebody_elses(named: Command, database: Database) -> None:
    named("entities", "merge", "A. Lind", "Agnes Lind", "--outlet", "Courier")
    assert waiting(database) == [("extract", 2, True)]
    assert named("entities", "merges", "--json").json[0] | {"created_at": 0} == {
        "alias": "A. Lind", "name": "Agnes Lind", "outlet": "Courier", "created_at": 0
    }  # fmt: skip
    assert "in Courier" in named("entities", "merges").out
    assert named("entities", "split", "A. Lind").code == 2  # not everywhere
    assert named("entities", "split", "A. Lind", "--outlet", "Courier").code == 0


@pytest.mark.parametrize(
    ("merges", "left"),
    [
        ([("A", "B"), ("B", "C")], {("A", "C"), ("B", "C")}),
        ([("B", "C"), ("A", "B")], {("A", "C"), ("B", "C")}),
        ([("A", "B"), ("B", "A")], {("B", "A")}),
        ([("A", "B"), ("B", "C"), ("C", "A")], {("B", "A"), ("C", "A")}),
        ([("A", "B"), ("A", "C")], {("A", "C")}),
    ],
)
def test_a_name_that_others_stand_for_is_never_an_alias_itself(
    command: Command, database: Database, merges: list[tuple[str, str]], left: set[tuple[str, str]]
) -> None:
    for alias, name in merges:
        assert command("entities", "merge", alias, name).code == 0
    assert {(alias, name) for alias, name, _ in stand_for(database)} == left


@pytest.mark.parametrize(("alias", "name"), [("A", "A"), ("A", " "), ("A" * 201, "B")])
def test_a_merge_that_says_nothing_is_refused(command: Command, alias: str, name: str) -> None:
    assert command("entities", "merge", alias, name).code == 2
