"""The elements around a block: what their names say, and which blocks share a container."""

from __future__ import annotations

import time

import numpy as np
import pytest

from onrecord_clean.blocks import PageBlock, parse
from onrecord_clean.surroundings import Surroundings, distinct, path_tokens, surroundings
from onrecord_clean.words import BUCKETS


def around(html: str) -> Surroundings:
    (block,) = parse(html).blocks
    return surroundings(block.tag, block.path)


def tokens(place: Surroundings) -> set[int]:
    return set(path_tokens([place])[0].tolist())


def test_ids_and_numbers_do_not_part_containers_but_they_part_instances() -> None:
    one, two = (around(f'<div id="post-{n}" class="row-{n}"><p>x</p></div>') for n in (1, 22))
    assert one.containers == two.containers
    assert one.instance != two.instance


def test_plain_text_has_no_containers() -> None:
    assert surroundings("", ()).containers == ((), (), ())
    assert surroundings("", ()).marks == (False,) * 5


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ("<div class=article-body><p>x</p></div>", (True, False, False, False, True)),
        ("<div class=content><div>x</div></div>", (False, False, False, False, False)),
        ("<aside><div>x</div></aside>", (False, True, False, False, False)),
        ("<div class=relatedPosts><div><ul><li>x</li></ul></div></div>", (False, False, True, False, False)),
        ("<blockquote class=twitter-tweet><p>x</p></blockquote>", (False, False, False, True, True)),
        ("<div class=navigable><div>x</div></div>", (False, False, False, False, False)),
    ],
)
def test_names_tell_content_from_furniture(html: str, marks: tuple[bool, ...]) -> None:
    assert around(html).marks == marks


def test_what_lies_inside_a_block_does_not_count() -> None:
    assert around("<p class=lead>x</p>") == around("<p class=lead><a class=promo><b>x</b></a></p>")


def test_a_name_is_another_one_further_out_and_the_same_one_anywhere() -> None:
    near, far = (
        tokens(around("<main><p class=quay>x</p></main>")),
        tokens(around("<div class=quay><ul><li>x</li></ul></div>")),
    )
    other = tokens(around("<div class=pier><ul><li>x</li></ul></div>"))
    assert not near & (far - other)
    furthest = tokens(around("<div class=quay><div><ul><li>x</li></ul></div></div>"))
    assert furthest & (far - other)


def test_blocks_in_one_place_share_it() -> None:
    blocks = parse("<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>").blocks
    places, place_of = distinct(blocks)
    assert (len(places), place_of.tolist()) == (2, [0, 1, 1, 0])
    found, offsets = path_tokens(places)
    assert offsets[-1] == len(found)
    assert ((found >= 0) & (found < BUCKETS)).all()
    alone, _ = path_tokens(places[1:])
    assert np.array_equal(found[offsets[1] :], alone)


def test_a_flood_of_names_costs_bounded_time() -> None:
    began = time.process_time()
    for n in range(300):
        surroundings("p", tuple(f"div#x{n}.{'Aa' * 29}" for _ in range(6)))
    assert time.process_time() - began < 2
    most = surroundings("p", tuple("div." + ".".join(["ab"] * 19) for _ in range(6)))
    assert len(most.names) < 60
    assert surroundings("\ud800", ("\ud800",)) == surroundings("\ud800", ("\ud800",))
    assert distinct([PageBlock("x")] * 3)[1].tolist() == [0, 0, 0]
