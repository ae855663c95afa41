"""The demo's newspapers: what the gold says stands on the pages, and every planned story is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from onrecord_cli.demo.articles import Article, Gold, Outlet, Version
from onrecord_cli.demo.newsroom import entries_of
from onrecord_cli.demo.pages import page, words
from onrecord_cli.demo.sources import article_of, load
from onrecord_track.embedding import embed
from onrecord_track.reading import Reading
from onrecord_track.records import Heard
from onrecord_track.topics import Subscribed, Topics
from support.editions import OPENED

PAPERS = load()
TOPICS = Topics(
    [
        Subscribed(number, number, 0, topic.query, since=datetime(2026, 1, 1, tzinfo=UTC))
        for number, topic in enumerate(PAPERS.topics)
    ],
    embed,
)
OUTLETS = {outlet.key: outlet for outlet in PAPERS.outlets}
VERSIONS = [(article, version) for article in PAPERS.articles for version in article.versions]
QUOTES = str.maketrans("“”‘’", "\"\"''")


class Shown(HTMLParser):
    """The words between the tags, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._mute = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._mute = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._mute = False

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.words.append(data)


def shown(article: Article, edition: int) -> str:
    """Render the article's page and read it as a person would."""
    outlet = OUTLETS[article.outlet]
    entry = next(one for one in entries_of(PAPERS, outlet, OPENED[: edition + 1]) if one.article == article)
    reader = Shown()
    reader.feed(page(outlet, entry, "http://127.0.0.1:8001"))
    return " ".join(" ".join(reader.words).split())


def prose(version: Version) -> str:
    return "\n\n".join(part.text for part in version.parts if part.kind in ("p", "h2", "li", "live"))


def named(key: str) -> Article:
    return next(article for article in PAPERS.articles if article.key == key)


def statement(reference: str) -> tuple[Article, Gold]:
    key, _, number = reference.partition("#")
    article = named(key)
    return article, next(one for one in article.versions[0].statements if one.number == int(number))


def article_id(value: Any) -> str:
    return value.key if isinstance(value, Article) else f"edition-{value.edition}"


def test_three_outlets_print_at_least_36_articles() -> None:
    assert len(PAPERS.articles) >= 36
    assert all(len(PAPERS.of(outlet)) >= 12 for outlet in OUTLETS)


@pytest.mark.parametrize("article", PAPERS.articles, ids=article_id)
def test_an_article_is_as_long_as_news_unless_a_paywall_cuts_it(article: Article) -> None:
    count = len(f"{article.title} {article.standfirst} {prose(article.versions[0])}".split())
    if article.access == "paywalled":
        assert 60 <= count <= 150
    else:
        assert 150 <= count <= 500


@pytest.mark.parametrize(("article", "version"), VERSIONS, ids=article_id)
def test_every_statement_of_the_gold_stands_on_its_page(article: Article, version: Version) -> None:
    text = shown(article, version.edition)
    for one in version.statements:
        for span in (*one.source, *one.cue, *one.content):
            assert span in text


@pytest.mark.parametrize(("article", "version"), VERSIONS, ids=article_id)
def test_no_mark_of_the_gold_is_left_on_the_page(article: Article, version: Version) -> None:
    assert not set("{}") & set(shown(article, version.edition))


@pytest.mark.parametrize(("article", "version"), VERSIONS, ids=article_id)
def test_furniture_stands_between_the_paragraphs_as_the_article_says(
    article: Article, version: Version
) -> None:
    text = shown(article, version.edition)
    after = 0
    for part in version.parts:
        if part.kind in ("p", "li", "h2"):
            after = text.index(part.text, after)
        elif part.kind not in ("live", "figure"):
            first = words(OUTLETS[article.outlet], part)[0]
            after = text.index(" ".join(first.split()), after)


@pytest.mark.parametrize("outlet", PAPERS.outlets, ids=lambda outlet: outlet.key)
def test_each_outlet_has_furniture_of_its_own_on_every_page(outlet: Outlet) -> None:
    for article in PAPERS.of(outlet.key):
        text = shown(article, article.edition)
        for label in ("cookie", "social", "comments", "author_bio", "related", "footer"):
            assert outlet.furniture[label][-1] in text
        assert outlet.staff[article.byline] in text
        assert all(headline in text for headline in article.related)


@pytest.mark.parametrize(
    ("storyline", "outlets"),
    [
        ("wire", {"courier", "lantern", "echo"}),
        ("three-ways", {"courier", "lantern", "echo"}),
        ("update", {"courier", "lantern"}),
        ("correction", {"lantern"}),
        ("other-speaker", {"courier", "lantern", "echo"}),
        ("denial", {"courier", "lantern", "echo"}),
        ("clutter", {"lantern", "echo"}),
        ("body-about-paywalls", {"lantern"}),
        ("baseline", {"courier", "lantern", "echo"}),
        ("other-language", {"lantern"}),
        ("live", {"echo"}),
        ("paywall", {"courier"}),
        ("metered", {"courier"}),
        ("repeat", {"courier"}),
        ("same-surname", {"lantern"}),
        ("sponsored", {"echo"}),
        ("outlet-excluded", {"echo"}),
        ("mentioned-not-speaking", {"courier"}),
    ],
)
def test_every_storyline_is_told_where_it_was_planned(storyline: str, outlets: set[str]) -> None:
    assert {article.outlet for article in PAPERS.articles if storyline in article.storylines} == outlets


def test_each_outlet_has_a_baseline_and_something_new_in_each_edition_but_one() -> None:
    for outlet in OUTLETS:
        editions = {article.edition for article in PAPERS.of(outlet)}
        assert editions == set(range(PAPERS.last_edition + 1))


def test_the_same_quote_is_told_three_ways_one_edition_after_the_other() -> None:
    first = "courier/ferry-fares-frozen#1"
    told = [(article, one) for article, version in VERSIONS for one in version.statements if one.of == first]
    chain = [statement(first), *told]
    assert [one.kind for _, one in chain] == ["direct", "mixed", "indirect", "direct"]
    assert all(earlier.edition < later.edition for (earlier, _), (later, _) in pairwise(chain))
    assert {one.speaker for _, one in chain} == {"Maren Tolvik"}


@pytest.mark.parametrize(
    ("article", "one"),
    [(article, one) for article, version in VERSIONS for one in version.statements if one.of],
    ids=lambda value: value.key if isinstance(value, Article) else str(value.number),
)
def test_what_is_not_new_points_to_an_earlier_statement(article: Article, one: Gold) -> None:
    assert one.of is not None
    earlier_article, earlier = statement(one.of)
    assert earlier.verdict == "new"
    assert earlier.speaker == one.speaker
    if one.verdict == "update":
        assert earlier.content != one.content
    elif one.verdict == "repeat":
        assert earlier_article.outlet == article.outlet
    else:
        assert one.verdict == "re_report"
        assert earlier_article.outlet != article.outlet


def test_two_speakers_say_the_same_words_and_both_are_new() -> None:
    _, verrick = statement("courier/ferry-crews-ballot#1")
    _, lindqvale = statement("lantern/safety-board-on-night-boats#1")
    assert verrick.content == lindqvale.content
    assert verrick.speaker != lindqvale.speaker
    assert (verrick.verdict, lindqvale.verdict) == ("new", "new")


def test_the_wire_copies_share_their_paragraphs_and_not_their_headlines() -> None:
    copies = [article for article in PAPERS.articles if "wire" in article.storylines]
    texts = {
        tuple(part.text.translate(QUOTES) for part in copy.versions[0].parts if part.kind == "p")
        for copy in copies
    }
    assert len(texts) == 1
    assert len({copy.title for copy in copies}) == len(copies) == 3


def test_the_correction_changes_one_sentence_and_says_so() -> None:
    first, second = named("lantern/old-bridge-to-close").versions
    [(before, after)] = [
        (before.text, after.text)
        for before, after in zip(first.parts, second.parts, strict=True)
        if before != after
    ]
    assert before.replace("six weeks", "nine weeks") == after
    assert second.correction
    assert second.correction in shown(named("lantern/old-bridge-to-close"), second.edition)


def test_a_paywalled_page_ends_in_its_paywall_and_says_that_it_is_locked() -> None:
    article = next(article for article in PAPERS.articles if article.access == "paywalled")
    outlet = OUTLETS[article.outlet]
    assert article.versions[0].parts[-1].kind == "paywall"
    entry = next(
        one for one in entries_of(PAPERS, outlet, OPENED[: article.edition + 1]) if one.article == article
    )
    html = page(outlet, entry, "http://127.0.0.1:8001")
    assert '"isAccessibleForFree": false' in html
    assert 'content="locked"' in html


def test_pages_about_paywalls_talk_of_them_in_their_paragraphs() -> None:
    text = prose(named("lantern/who-pays-for-the-news").versions[0])
    for phrase in ("paywall", "donations", "Subscribe now", "support independent journalism", "newsletter"):
        assert phrase in text


@pytest.mark.parametrize(
    ("article", "trap"),
    [(article, trap) for article in PAPERS.articles for trap in article.traps],
    ids=lambda value: value.key if isinstance(value, Article) else value.topic,
)
def test_a_trap_stands_on_its_page_and_meets_no_statement_of_the_gold(article: Article, trap: Any) -> None:
    assert trap.text in shown(article, article.edition)
    for one in article.versions[0].statements:
        if any(trap.text in words for words in one.content):
            assert trap.topic not in one.topics


@pytest.mark.parametrize(("article", "version"), VERSIONS, ids=article_id)
def test_a_statement_meets_the_topics_that_the_gold_says_and_no_others(
    article: Article, version: Version
) -> None:
    text = prose(version)
    reading = Reading(text, [], outlet=OUTLETS[article.outlet].name, lang=article.lang)
    for one in version.statements:
        spans = {
            part: tuple((at, at + len(span)) for span in getattr(one, part) for at in [text.index(span)])
            for part in ("source", "cue", "content")
        }
        heard = Heard(**spans, kind=one.kind, speaker=one.speaker, speaker_id=None)
        (met,) = TOPICS.met_by([heard], reading)
        assert {PAPERS.topics[each.topic_id].key for each, _ in met} == set(one.topics), one.content


SOURCE: dict[str, Any] = {
    "edition": 1,
    "section": "News",
    "title": "“Title”",
    "standfirst": "Standfirst",
    "byline": "Echo Reporter",
    "body": "{c1 “It will hold,”} {v1 said} {s1 the mayor}.",
    "statements": {"1": {"by": "Ada Voss"}},
}


def test_an_article_whose_marks_and_table_differ_is_refused() -> None:
    with pytest.raises(ValueError, match=r"echo/dam: statements \[2\] are only marked, or only in the table"):
        article_of(SOURCE | {"statements": {"1": {}, "2": {}}}, "echo", "dam", {})
    with pytest.raises(ValueError, match=r"statements \[1\]"):
        article_of(SOURCE | {"statements": {}}, "echo", "dam", {})
    with pytest.raises(ValueError, match="statement 1 has no content"):
        article_of(SOURCE | {"body": "It will hold, {v1 said} {s1 the mayor}."}, "echo", "dam", {})


def test_a_revision_of_words_that_are_not_there_is_refused() -> None:
    revision = {
        "edition": 2,
        "replace": [["will fall", "will not"]],
        "correction": "Sorry.",
        "statements": {},
    }
    with pytest.raises(ValueError, match="'will fall'"):
        article_of(SOURCE | {"revision": revision}, "echo", "dam", {})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{c1 “It will hold,”} {v1 said} {s1 she}. {c1 “I promise.”}", "direct"),
        ("{c1 “It will hold.}\n\n{c1 “I promise,”} {s1 she} {v1 said}.", "direct"),
        ("{s1 She} {v1 said} {c1 it would “hold and hold”}.", "mixed"),
        ("{s1 She} {v1 said} {c1 it would hold}.", "indirect"),
    ],
)
def test_the_kind_of_a_statement_follows_its_quotation_marks(body: str, kind: str) -> None:
    article = article_of(SOURCE | {"body": body}, "courier", "dam", {})
    assert [one.kind for one in article.versions[0].statements] == [kind]


def test_the_echo_types_straight_quotation_marks_and_the_courier_curly_ones() -> None:
    assert article_of(SOURCE, "echo", "dam", {}).versions[0].statements[0].content == ('"It will hold,"',)
    assert article_of(SOURCE, "courier", "dam", {}).versions[0].statements[0].content == ("“It will hold,”",)


def test_a_wire_copy_has_its_own_furniture_after_the_paragraphs_it_names() -> None:
    wires = {
        "dam": {
            "body": "One.\n\n{c1 “Two,”} {v1 said} {s1 she}.\n\nThree.",
            "statements": {"1": {"by": "Ada Voss"}},
        }
    }
    source = {name: SOURCE[name] for name in ("edition", "section", "title", "standfirst", "byline")}
    copy = source | {"wire": "dam", "insert": {"1": "::advert", "3": "::newsletter Dams"}}
    copy["statements"] = {"1": {"verdict": "re_report", "of": "courier/dam#1"}}
    [version] = article_of(copy, "lantern", "dam", wires).versions
    assert [part.kind for part in version.parts] == ["p", "advert", "p", "p", "newsletter"]
    assert version.parts[-1].text == "Dams"
    assert [(one.speaker, one.verdict) for one in version.statements] == [("Ada Voss", "re_report")]


def test_pages_and_titles_are_escaped() -> None:
    article = article_of(SOURCE | {"title": "Fish & <chips>"}, "echo", "dam", {})
    papers = PAPERS.__class__(PAPERS.outlets, (article,), (), ())
    entry = entries_of(papers, OUTLETS["echo"], OPENED[:2])[0]
    html = page(OUTLETS["echo"], entry, "http://127.0.0.1:8001")
    assert '<h1 class="head_5d">Fish &amp; &lt;chips&gt;</h1>' in html
    assert not re.search(r"<chips>", html)


def test_a_role_given_once_is_the_speakers_in_the_whole_article() -> None:
    body = "{c1 “It will hold,”} {v1 said} {s1 she}. {s2 Ada Voss, the mayor,} {v2 said} {c2 it would}. {c3 “No,”} {v3 said} {s3 he}."
    table = {"1": {"by": "Ada Voss"}, "2": {"by": "Ada Voss", "role": "mayor"}, "3": {"by": "Ed Lunn"}}
    article = article_of(SOURCE | {"body": body, "statements": table}, "courier", "dam", {})
    assert [one.role for one in article.versions[0].statements] == ["mayor", "mayor", None]
