"""How long what was told must be known, so that the same words are not told again."""

from onrecord.settings import KNOWN_FOR_DAYS
from onrecord_track.keys import KEPT_DAYS, REACH_DAYS


def test_what_was_told_is_known_for_longer_than_the_same_words_can_be_found() -> None:
    assert KNOWN_FOR_DAYS > KEPT_DAYS + REACH_DAYS
