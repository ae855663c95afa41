"""A word that stands only around an article meets no topic: pages as they come, through clean, extract and matching."""

from __future__ import annotations

import pytest

from onrecord_cli import analysis
from onrecord_track.embedding import embed
from onrecord_track.grammar.query import parse
from onrecord_track.hearing import Hearing
from onrecord_track.matching import match
from onrecord_track.reading import Reading
from onrecord_track.records import Heard, Named
from onrecord_track.topics import Topics

PAGE = """<!doctype html><html lang="en"><head><title>Fares to stay as they are - Vess Herald</title></head><body>
<header><nav><ul><li><a href="/sport">Regatta</a></li><li><a href="/news">News</a></li></ul></nav></header>
<main><article>
<h1>Fares to stay as they are</h1>
<p class="byline">By Nora Pell</p>
<p>Harbour commissioner Ana Lind said on Monday that fares on the Stoneholm ferry would stay as they are until the
spring, and that nobody who lives on the island would be asked to pay more for the crossing.</p>
<figure><img src="b.jpg" alt=""><figcaption>Peter Holm opens the lighthouse museum in April. Photo: J. Orr</figcaption></figure>
<p>“We gave our word, and we keep it,” Lind told reporters at the quay, after a meeting with the crews that had gone
on for most of the morning and ended without a vote on the timetable.</p>
<aside class="newsletter"><h3>The Morning Tide</h3><p>Sign up for our newsletter: the budget, explained every
morning in your inbox.</p><form><input type="email"><button>Subscribe</button></form></aside>
<p>The company that runs the boats has asked for a decision by the end of the year, and Lind said that the board
would answer it in writing before the holidays.</p>
<section class="related"><h3>Read more</h3><ul><li><a href="/1">Turbine maker denies bribery, says Rafe Quillon</a></li>
<li><a href="/2">Schools reopen after flood</a></li></ul></section>
<div class="donate"><p>Your contribution keeps our reporting free. Support the Herald from two crowns a month.</p></div>
</article>
<section id="comments" class="comments"><h2>Comments</h2><p>Oto says: the minister lies about the subsidy</p></section>
</main><footer><p>Imprint. The Herald is a member of the press council.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def statements() -> list[Hearing]:
    """Every statement of the page, as topics see it."""
    analysed = analysis.of_page(PAGE.encode(), content_type="text/html; charset=utf-8")
    extracted = analysed.extracted
    named = [Named(each.canonical, each.type, each.id, each.start, each.end) for each in extracted.entities]
    reading = Reading(analysed.cleaned.text, named, outlet="Vess Herald", lang=analysed.cleaned.lang)
    return [
        Hearing(
            Heard(each.source, each.cue, each.content, each.kind, each.speaker, each.speaker_id),
            reading,
            embed,
        )
        for each in extracted.statements
    ]


def met(query: str, statements: list[Hearing]) -> int:
    likeness = Topics([], embed).index.likeness
    return sum(match(parse(query), each, likeness) is not None for each in statements)


@pytest.mark.parametrize(
    "words",
    [
        "lighthouse", '"peter holm"', "orr", "budget", "newsletter", "bribery", '"rafe quillon"', "schools", "contribution",
        "subsidy", "minister", "regatta", "council", '"nora pell"',
    ],
)  # fmt: skip
def test_a_word_around_the_article_meets_no_topic(words: str, statements: list[Hearing]) -> None:
    assert (
        met(words, statements)
        == met(f"mentions:{words}", statements)
        == met(f"about:{words}", statements)
        == 0
    )
    assert met(f"said_by:{words}", statements) == 0


@pytest.mark.parametrize("words", ["ferry", "spring", "timetable", '"the crews"', "stay"])
def test_a_word_of_the_article_is_found(words: str, statements: list[Hearing]) -> None:
    assert met(f"mentions:{words}", statements) == len(statements) >= 3


def test_what_was_said_in_it_is_found(statements: list[Hearing]) -> None:
    assert met('said_by:"Ana Lind" (fares OR word OR answer)', statements) >= 3
