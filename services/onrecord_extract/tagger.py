"""Run the trained encoder over a text: the one door to onnxruntime and tokenizers.

``model/`` holds the weights and their card. One thread per process: a worker runs many processes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord_extract.decode import Chain, Scores, best_paths, spans
from onrecord_extract.link import Found, Linker, Spans, statements
from onrecord_extract.words import Segment, segments

MODEL = Path(__file__).parent / "model"

WINDOW_TOKENS = 128
"""Whole segments share a window up to this size. 256, training's largest, was no better on polnear/dev and a fifth
slower: attribution hardly ever crosses paragraphs."""

LONGEST_WINDOW_TOKENS = 384
"""A segment of more is cut into overlapping windows: the encoder has learned no places beyond."""

OVERLAP_TOKENS = 48
"""On each side, where a segment is cut: what stands nearer to a cut is read in the neighbouring window."""

BATCH_TOKENS = 512
"""Tokens in one run of the encoder, padding included. Activations share one int8 scale per run: larger runs are less
exact, and no faster."""

GROUP_TOKENS = 8192
"""Tokens of a text held at a time; windows are sorted by length within them."""

_CLS, _SEP, _UNKNOWN = 101, 102, 100


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model found: named spans (start, end, type) and statements, each in order."""

    mentions: list[tuple[int, int, str]]
    statements: list[Found]


@dataclass(slots=True)
class _Tokens:
    """A segment as the encoder reads it: token ids, each word's first token, and room for the words' scores."""

    segment: Segment
    ids: list[int]
    features: list[int]
    first: list[int]
    scores: list[Scores]


@dataclass(frozen=True, slots=True)
class _Window:
    """Tokens to run together, and where to take which words from: (segment, first word, after last, first row)."""

    ids: list[int]
    features: list[int]
    takes: list[tuple[_Tokens, int, int, list[int]]]


class Tagger:
    """The trained model, loaded. Safe to use from one thread at a time."""

    def __init__(self, folder: Path = MODEL) -> None:
        """Load ``tagger.onnx`` and ``tokenizer.json`` from *folder*."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # an arena keeps the largest batch's memory for good
        self._session = onnxruntime.InferenceSession(
            str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        decoding = json.loads(self._session.get_modelmeta().custom_metadata_map["decoding"])
        self._roles, self._entities = (_chain(decoding[head]) for head in ("roles", "entities"))
        self._role_kinds, self._entity_kinds = (decoding[head]["kinds"] for head in ("roles", "entities"))
        link = decoding["link"]
        self._linker = Linker(
            link["width"],
            tuple(link["content_distance"]),
            tuple(link["source_distance"]),
            link["no_cue"],
            link["no_source"],
        )

    def read(self, text: str) -> Reading:
        """Find the statements and named entities of *text*; any text will do."""
        reading = Reading([], [])
        for group in self._groups(text):
            for batch in _batches(_windows(group)):
                self._run(batch)
            self._decode(group, reading)
        return reading

    def _groups(self, text: str) -> Iterator[list[_Tokens]]:
        group: list[_Tokens] = []
        size = 0
        for segment in segments(text):
            tokens = self._tokens(segment)
            group.append(tokens)
            size += len(tokens.ids)
            if size >= GROUP_TOKENS:
                yield group
                group, size = [], 0
        if group:
            yield group

    def _tokens(self, segment: Segment) -> _Tokens:
        encoded = self._tokenizer.encode(segment.spelled, is_pretokenized=True, add_special_tokens=False)
        found = _Tokens(segment, [], [], [], [])
        all_ids, word_of = encoded.ids, encoded.word_ids
        position = 0
        for word, feature in enumerate(segment.features):
            found.first.append(len(found.ids))
            before = position
            while position < len(word_of) and word_of[position] == word:
                position += 1
            found.ids += all_ids[before:position] or [_UNKNOWN]  # control characters leave no token
            found.features += [feature] * max(1, position - before)
        return found

    def _run(self, batch: list[_Window]) -> None:
        """Run windows of like length together, and hand each segment its words' scores."""
        longest = max(len(window.ids) for window in batch)
        ids, features, mask = (np.zeros((len(batch), longest), np.int64) for _ in range(3))
        for row, window in enumerate(batch):
            size = len(window.ids)
            ids[row, :size], features[row, :size], mask[row, :size] = window.ids, window.features, 1
        (out,) = self._session.run(None, {"ids": ids, "features": features, "mask": mask})
        for row, window in enumerate(batch):
            for tokens, first, after, places in window.takes:
                tokens.scores[first:after] = out[row, places]

    def _decode(self, group: list[_Tokens], reading: Reading) -> None:
        roles, kinds = len(self._roles.first), len(self._entities.first)
        scores = [np.stack(tokens.scores) for tokens in group]
        by_role = best_paths([rows[:, :roles] for rows in scores], self._roles)
        by_kind = best_paths([rows[:, roles : roles + kinds] for rows in scores], self._entities)
        for tokens, rows, role_path, kind_path in zip(group, scores, by_role, by_kind, strict=True):
            starts, ends = tokens.segment.starts, tokens.segment.ends
            reading.mentions.extend(
                (starts[first], ends[last], self._entity_kinds[kind])
                for first, last, kind in spans(kind_path)
            )
            of_role: dict[str, list[tuple[int, int]]] = {role: [] for role in self._role_kinds}
            for first, last, kind in spans(role_path):
                of_role[self._role_kinds[kind]].append((first, last))
            found = Spans(of_role["source"], of_role["cue"], of_role["content"], rows[:, roles + kinds :])
            reading.statements.extend(statements(found, self._linker, starts, ends))


def _chain(scores: dict[str, list[float]]) -> Chain:
    return Chain.of(*(np.array(scores[name], np.float32) for name in ("transitions", "first", "last")))


def _windows(group: list[_Tokens]) -> Iterator[_Window]:
    """Pack segments into windows: as many whole ones as fit, or a long one in overlapping parts."""
    window = _Window([_CLS], [0], [])
    for tokens in group:
        tokens.scores = [_NO_SCORES] * len(tokens.first)
        if window.takes and len(window.ids) + len(tokens.ids) + 1 > WINDOW_TOKENS:
            yield window
            window = _Window([_CLS], [0], [])
        if len(tokens.ids) + 2 > LONGEST_WINDOW_TOKENS:
            yield from _parts(tokens)
            continue
        places = [len(window.ids) + place for place in tokens.first]
        window.takes.append((tokens, 0, len(places), places))
        window.ids.extend((*tokens.ids, _SEP))
        window.features.extend((*tokens.features, 0))
    if window.takes:
        yield window


_NO_SCORES: Scores = np.zeros(0, np.float32)


def _parts(tokens: _Tokens) -> Iterator[_Window]:
    """Cut a segment that no window holds; each word is taken from the part where it stands farther from a cut."""
    room = LONGEST_WINDOW_TOKENS - 2
    first_of = [*tokens.first, len(tokens.ids)]
    words = len(tokens.first)
    low, taken = 0, 0
    while taken < words:
        high = low + 1
        while high < words and first_of[high + 1] - first_of[low] <= room:
            high += 1
        until = high
        if high < words:
            while until > taken + 1 and first_of[high] - first_of[until] < OVERLAP_TOKENS:
                until -= 1
        offset = first_of[low] - 1
        yield _Window(
            [_CLS, *tokens.ids[first_of[low] : first_of[high]], _SEP],
            [0, *tokens.features[first_of[low] : first_of[high]], 0],
            [(tokens, taken, until, [place - offset for place in tokens.first[taken:until]])],
        )
        taken = low = until
        while low > 0 and first_of[taken] - first_of[low] < OVERLAP_TOKENS:
            low -= 1


def _batches(windows: Iterator[_Window]) -> Iterator[list[_Window]]:
    """Group windows of like length, BATCH_TOKENS at most."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and (len(batch) + 1) * len(window.ids) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
