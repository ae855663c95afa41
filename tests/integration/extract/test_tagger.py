"""The trained model on texts written for the project: it finds what is plain, and any text is read in bounded time."""

import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord_extract.decode import Scores
from onrecord_extract.tagger import MODEL, Tagger
from onrecord_extract.wordpieces import UNKNOWN, Wordpieces
from onrecord_extract.words import segments

ARTICLE = """Harbour tolls to double in March

The harbour master of Wexley, Ruth Adeyemi, said on Tuesday that tolls would double in March. "We have no choice," she
said. "The sea wall will not mend itself."

According to Tom Barrow, who runs the ferry, the town was not asked. He accused Ms Adeyemi of "hiding the bill".

The council did not answer questions."""


@cache
def tagger() -> Tagger:
    return Tagger()


def said(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each statement."""
    return [
        (
            text[slice(*found.source)] if found.source else "",
            text[slice(*found.cue)] if found.cue else "",
            " … ".join(text[start:end] for start, end in found.content),
        )
        for found in tagger().read(text).statements
    ]


def test_who_said_what_is_found() -> None:
    found = said(ARTICLE.replace("she\nsaid", "she said"))
    contents = {content: (source, cue) for source, cue, content in found}
    tolls = next(content for content in contents if "tolls would double in March" in content)
    assert "Ruth Adeyemi" in contents[tolls][0]
    direct = next(content for content in contents if "We have no choice" in content)
    assert contents[direct] == ("she", "said")
    assert "will not mend itself" in direct
    asked = next(content for content in contents if "the town was not asked" in content)
    assert "Tom Barrow" in contents[asked][0]
    assert any("hiding the bill" in content and source == "He" for source, _, content in found)


def test_names_are_found_with_their_types() -> None:
    found = {ARTICLE[start:end]: kind for start, end, kind in tagger().read(ARTICLE).mentions}
    assert found["Ruth Adeyemi"] == "PERSON"
    assert found["Tom Barrow"] == "PERSON"
    assert found["Wexley"] == "PLACE"


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["“", '"', "said ", "He ", "\n", "no. ", "😀", "\u200b", "\u202eאמר", "\x00", "中文", "\ud800"])).map("".join)
)  # fmt: skip
def test_every_span_slices(text: str) -> None:
    reading = tagger().read(text)
    for start, end, _ in reading.mentions:
        assert text[start:end].strip()
    for found in reading.statements:
        assert found.content
        for start, end in [*found.content, *(span for span in (found.source, found.cue) if span)]:
            assert text[start:end].strip()


@pytest.mark.parametrize(
    "scrap",
    ["word ", "x", '"', "said ", "😀", "ß\u0301\u200b", "אמר ", "中", "He said “no”. ", "\n", "A\n", "﷽ "],
)
def test_time_grows_with_length_and_no_faster(scrap: str) -> None:
    def seconds(length: int) -> float:
        text = (scrap * length)[:length]
        before = time.process_time()
        tagger().read(text)
        return time.process_time() - before

    seconds(2_000)
    assert seconds(32_000) < 16 * seconds(8_000) + 0.5  # four times the text


def test_a_paragraph_that_fills_many_windows_is_read_to_its_end() -> None:
    text = (
        "The mayor said that the port is late, and the quay is dear, " * 60
        + "and all of it is late. Ruth Adeyemi said it was over."
    )
    found = said(text)
    assert any("it was over" in content for _, _, content in found)


def test_what_is_read_together_is_read_as_it_is_alone() -> None:
    alone = 'Tom Barrow said: "The town was not asked."'
    together = said(f"{alone}\n\nThe ferry is late.\n\n{alone}")
    assert [each for each in together if "Barrow" in each[0]] == said(alone) * 2


def test_a_paragraph_is_scored_alike_whatever_is_read_beside_it() -> None:
    """To the last bit: a row's windows share nothing but the weights. Only short lines are read with their neighbours."""
    paragraph = ARTICLE.split("\n\n")[1].replace("\n", " ")
    long = "The mayor said that the port is late, and the quay is dear. " * 6

    def scored(paragraphs: list[str]) -> Scores:
        return tagger().scores(list(segments("\n".join(paragraphs))))

    alone = scored([paragraph])
    for beside in (["no"], [long] * 3, ["“"] * 40, [paragraph.upper(), long, "😀 \u202eאמר"]):
        together = scored([*beside, paragraph, *beside])
        before = len(scored(beside))
        assert np.array_equal(together[before : before + len(alone)], alone)


@cache
def wordpieces() -> tuple[Wordpieces, Tokenizer]:
    file = MODEL / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    return Wordpieces(file), tokenizer


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), max_size=20)
)
def test_a_word_is_cut_alike_wherever_it_stands(words: list[str]) -> None:
    remembering, tokenizer = wordpieces()
    assert remembering.of(words) == [
        tuple(tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids) or (UNKNOWN,)
        for word in words
    ]
