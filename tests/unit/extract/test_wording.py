"""The words of a statement, as subscribers read them."""

from __future__ import annotations

import pytest

from onrecord_extract.wording import cue_words


@pytest.mark.parametrize(
    ("cue", "read"), [("said", "said"), ("had  said:", "had said"), ("added –", "added"), (":", ""), ("", "")]
)
def test_a_cue_is_read_without_what_only_leads_to_the_words(cue: str, read: str) -> None:
    assert cue_words(cue, [(0, len(cue))] if cue else []) == read
