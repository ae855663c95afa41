"""Word weights, and the counting they come from."""

from onrecord_track.model.count_words import RAREST_KEPT, count, table
from onrecord_track.rarity import weight
from onrecord_track.stems import stem


def test_rare_words_weigh_more() -> None:
    assert 0 <= weight("the") < weight("minister") < weight("ferri") <= weight("stoneholm")


def test_forms_of_one_word_share_a_stem() -> None:
    assert {stem(word) for word in ("ban", "bans", "banned", "banning")} == {"ban"}
    assert stem("parties") == stem("party")
    assert stem("שלום") == "שלום"


def test_words_are_counted_once_a_sentence_and_rare_ones_left_out() -> None:
    sentences, counts = count(["The port pays the port again. Short one.\nThe port will pay."] * RAREST_KEPT)
    assert sentences == 2 * RAREST_KEPT
    assert counts["port"] == 2 * RAREST_KEPT
    lines = list(table(sentences, counts + count(["A lighthouse in the fog."])[1]))
    assert lines[0] == str(2 * RAREST_KEPT)
    assert f"port\t{2 * RAREST_KEPT}" in lines
    assert not any(line.startswith("lighthous") for line in lines)
