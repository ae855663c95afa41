"""Words as the encoder reads them: the one door to tokenizers."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

KEPT_WORDS = 1 << 16
"""Spellings whose pieces are remembered: some 15 MB. News repeats itself, and looking up costs a tenth of cutting."""

UNKNOWN = 100
"""Stands for what leaves no piece: control characters and the like."""

Pieces = tuple[int, ...]


class Wordpieces:
    """Cuts words into pieces of the encoder's vocabulary, and remembers them."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._kept: dict[str, Pieces] = {}

    def of(self, words: Sequence[str]) -> list[Pieces]:
        """Give each word's pieces, at least one; *words* hold no lone surrogate."""
        try:
            return [self._kept[word] for word in words]
        except KeyError:
            self._learn(words)
            return [self._kept[word] for word in words]

    def _learn(self, words: Sequence[str]) -> None:
        unknown = list({word for word in words if word not in self._kept})
        if len(self._kept) + len(unknown) > KEPT_WORDS:
            self._kept = {}
            unknown = list(set(words))
        self._kept.update(zip(unknown, self._cut(unknown), strict=True))

    def _cut(self, words: list[str]) -> list[Pieces]:
        encoded = self._tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        ids, word_of = encoded.ids, encoded.word_ids
        found: list[Pieces] = []
        at = 0
        for word in range(len(words)):
            before = at
            while at < len(word_of) and word_of[at] == word:
                at += 1
            found.append(tuple(ids[before:at]) or (UNKNOWN,))
        return found
