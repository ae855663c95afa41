"""HTML to blocks: what counts as one, what is not seen, and what hostile pages cost."""

import random
import subprocess
import sys
import time
import tracemalloc

import pytest

from onrecord_clean.blocks import (
    MAX_BLOCK_CHARS,
    MAX_BLOCKS,
    MAX_DEPTH,
    MAX_PAGE_CHARS,
    MAX_STRAY_ENDS,
    parse,
)


def texts(html: str) -> list[str]:
    return [block.text for block in parse(html).blocks]


def test_each_block_element_is_a_block_and_inline_elements_are_not() -> None:
    assert texts("<h1>Dam <em>bursts</em></h1><div>One <a href=x>link</a>.<p>Two</p>three</div>") == [
        "Dam bursts",
        "One link.",
        "Two",
        "three",
    ]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts("<div>First line<br>same paragraph<br><br>Second paragraph</div>") == [
        "First line\nsame paragraph",
        "Second paragraph",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var x = 'not text'</script>",
        "<style>p { color: red }</style>",
        "<p hidden>not text</p>",
        "<div style='color: red; DISPLAY : none'>not text<p>nor this</p></div>",
        "<select><option>not text</option></select>",
        "<noscript><p>not text</p></noscript>",
        "<!-- not text -->",
        "<svg><title>not text</title></svg>",
        "<iframe>not text</iframe>",
    ],
)
def test_what_a_reader_does_not_see_is_no_block(hidden: str) -> None:
    assert texts(f"<p>before</p>{hidden}<p>after</p>") == ["before", "after"]


def test_a_page_without_head_and_body_tags_is_read() -> None:
    page = parse(
        "<!doctype html><title>Dam bursts</title><link rel=icon href=x><article><h1>Dam bursts</h1></article>"
    )
    assert page.title == "Dam bursts"
    assert [block.text for block in page.blocks] == ["Dam bursts"]


def test_parts_that_react_streams_hidden_are_read() -> None:
    assert texts('<div hidden id="S:1"><p>The council voted on Monday.</p></div>') == [
        "The council voted on Monday."
    ]


def test_the_source_s_indentation_does_not_thin_out_links() -> None:
    (block,) = parse("<ul>\n      <li>\n          <a href=x>Courts</a>\n      </li>\n</ul>").blocks
    assert block.text == "Courts"
    assert block.link_density > 0.9


def test_a_block_knows_its_element_its_surroundings_and_its_links() -> None:
    (block,) = parse(
        '<main id=m><div class="story body"><p class=lead>Read <a href=x><b>this one</b></a></p></div></main>'
    ).blocks
    assert block.tag == "p"
    assert block.path == ("html", "body", "main#m", "div.story.body", "p.lead")
    assert block.link_density == pytest.approx(8 / 13)


def test_the_head_is_read_for_title_metadata_language_and_json_ld() -> None:
    page = parse(
        '<html lang="pt-BR"><head><title> A  bridge \n falls </title>'
        '<meta property="og:title" content="Bridge falls"><meta name="Author" content="N. Lima">'
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script></head><body><p>Text</p>'
    )
    assert page.title == "A bridge falls"
    assert page.meta == {"og:title": "Bridge falls", "author": "N. Lima"}
    assert page.lang == "pt-BR"
    assert page.json_ld == ['{"@type": "NewsArticle"}']
    assert [block.text for block in page.blocks] == ["Text"]


def test_xhtml_with_its_declaration_reads_like_html() -> None:
    assert texts(
        '<?xml version="1.0" encoding="utf-16"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Straße<br/>am Fluss</p></body></html>'
    ) == ["Straße\nam Fluss"]


@pytest.mark.parametrize("html", ["", " ", "<", "<!doctype html>", "<html></html>", "<body>"])
def test_a_page_of_nothing_has_no_blocks(html: str) -> None:
    assert [text for text in texts(html) if text not in ("<", "?")] == []


def test_frames_are_counted_and_have_no_text() -> None:
    page = parse("<html><frameset cols='1,2'><frame src=a><frame src=b></frameset></html>")
    assert (page.frames, page.blocks) == (2, [])


def test_invisible_characters_and_controls_go_and_words_stay() -> None:
    assert texts("<p>co\u00adoper\u200bate\x07 now\u00a0and   then</p>") == ["cooperate now and then"]


HOSTILE = {
    "nested": "<div>" * 100_000 + "deep",
    "end tags without start": "<div>" * 50_000 + "</span>" * 300_000,
    "end tags without start in what is open": "<i>" * (MAX_DEPTH - 10) + "</b>" * 500_000,
    "formatting without end": "<p>" + "".join(f"<font a={i}>" for i in range(400)) + "</p><p>x" * 100_000,
    "links without end": "<a><p>x" * 300_000,
    "crossed formatting": "<b><i>x" * 200 + "</b></i>" * 400_000,
    "tables in tables": "<table>" * 300 + "<b>x" * 300_000,
    "options": "<select>" + "<option>x" * 500_000,
    "drawings": "<svg>" + "<path/>" * 500_000 + "<title/>" * 100_000,
    "scripts that XML ends": "<script/>" * 300_000,
    "a script that XML ends oddly": "<script a='<'/>" * 300_000,
    "links": "<a href=x>y </a>" * 1_000_000,
    "list items": "<li>y" * 1_000_000,
    "a megabyte line": "<p>" + "word " * 200_000,
    "a word of a megabyte": "<p>" + "x" * 1_000_000,
    "line breaks": "<p>" + "x<br>" * 500_000,
    "blank lines": "<pre>" + "x\n\n" * 500_000,
    "angle brackets": "<" * 2_000_000,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(200_000)) + ">y",
    "classes": '<p class="' + "a " * 2_000_000 + '">y',
    "scripts": "<script>" + "</scrip" * 500_000,
    "comment": "<!--" + "-" * 3_000_000,
    "tables": "<table><tr><td>" * 50_000 + "x",
    "spaces": "<p>" + " " * 3_000_000 + "x",
    "nul": "<p>" + "\x00" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_costs_bounded_time(name: str) -> None:
    began = time.process_time()
    page = parse(HOSTILE[name])
    assert time.process_time() - began < 10
    assert len(page.blocks) <= MAX_BLOCKS
    assert all(0 < len(block.text) <= MAX_BLOCK_CHARS for block in page.blocks)
    assert sum(len(block.text) for block in page.blocks) <= MAX_PAGE_CHARS + MAX_BLOCK_CHARS


@pytest.mark.parametrize("piece", ["<a href=x>y </a>", "<li>y", "<p>x<br>", "<div class=c>x", "x\n\n", "<i>"])
def test_memory_stops_growing_with_the_page(piece: str) -> None:
    peaks = []
    for count in (30_000, 120_000):
        tracemalloc.start()
        parse(piece * count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 20_000_000
    assert peaks[1] < 3 * peaks[0] + 4 * len(piece) * 120_000  # the page's own bytes count too


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_within_half_a_gigabyte(name: str) -> None:
    """What the tokenizer holds is not seen by tracemalloc: the process is limited instead."""
    reading = (
        "import resource, sys; from onrecord_clean.blocks import parse; html = sys.stdin.read();"
        " resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29)); parse(html)"
    )
    subprocess.run([sys.executable, "-c", reading], input=HOSTILE[name], text=True, check=True, timeout=60)


def test_any_mixture_of_tags_is_read_to_its_end() -> None:
    tags = "a b p i div table tr td li ul html head body svg title script style select option br h1 article pre form".split()
    pieces = [
        f"{start}{tag}{end}" for tag in tags for start in ("<", "</") for end in (">", " hidden>", "/>")
    ]
    pieces += ["word", " ", "<!--", "-->", "&amp;", "<![CDATA[", "]]>", "<?x?>", "\x00", "<", ">", "é", "😀"]
    rng = random.Random(7)
    for _ in range(3_000):
        page = parse("".join(rng.choices(pieces, k=40)))
        assert page.cut is None
        assert all(block.text == block.text.strip() != "" for block in page.blocks)


@pytest.mark.parametrize(
    "raw", ["<script src=x />", "<style/>", "<title/>", "<iframe src='x'/>", '<script a="<"/></script>']
)
def test_what_xml_ends_at_once_does_not_swallow_the_page(raw: str) -> None:
    assert texts(f"<p>before</p>{raw}<p>after</p>") == ["before", "after"]


@pytest.mark.parametrize(
    ("html", "paths"),
    [
        ("<ul><li>one<li>two</ul>", ["ul>li", "ul>li"]),
        ("<p>one<p>two<div>three</div>", ["p", "p", "div"]),
        ("<table><tr><td>one<td>two<tr><td>three</table>", ["table>tr>td"] * 3),
        ("<dl><dt>one<dd>two<dt>three</dl>", ["dl>dt", "dl>dd", "dl>dt"]),
        ("<div><span>one</div>two", ["div", ""]),
        ("<table><tr><td><div>one</td><td>two</table>", ["table>tr>td>div", "table>tr>td"]),
        ("<table><tr><td>one</div><p>two</table>", ["table>tr>td", "table>tr>td>p"]),
        ("<p>one</body></html><p>two", ["p", "p"]),
    ],
)
def test_what_the_page_leaves_open_is_ended_as_its_author_meant(html: str, paths: list[str]) -> None:
    found = [">".join(block.path).removeprefix("html>body").removeprefix(">") for block in parse(html).blocks]
    assert found == paths


def test_a_second_body_and_head_are_no_elements_of_their_own() -> None:
    page = parse("<html lang=en><head></head><body><div><html lang=de><head><body>one</div>")
    assert [block.path for block in page.blocks] == [("html", "body", "div")]
    assert page.lang == "en"


def test_end_tags_that_end_nothing_are_bounded_and_what_came_before_them_is_kept() -> None:
    page = parse("<p>The mayor spoke.</p>" + "</b>" * (MAX_STRAY_ENDS + 1) + "<p>lost</p>")
    assert [block.text for block in page.blocks] == ["The mayor spoke."]
    assert page.cut == f"more than {MAX_STRAY_ENDS} end tags without a start"


def test_a_bound_that_was_reached_is_named_and_what_came_before_it_is_kept() -> None:
    deep = parse("<p>The mayor spoke.</p>" + "<div>" * (MAX_DEPTH + 1) + "lost")
    assert [block.text for block in deep.blocks] == ["The mayor spoke."]
    assert deep.cut == f"nested deeper than {MAX_DEPTH} elements"
    many = parse("<p>line</p>" * (MAX_BLOCKS + 1))
    assert (len(many.blocks), many.cut) == (MAX_BLOCKS, f"more than {MAX_BLOCKS} blocks")
