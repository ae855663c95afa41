"""Run the trained encoder over a text: the one door to onnxruntime.

``model/`` holds the weights and their card. One thread per process: a worker runs many processes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path

import numpy as np
import onnxruntime

from onrecord_extract.choosing import names, roles
from onrecord_extract.decode import Chain, Scores
from onrecord_extract.link import Found, Linker, Spans, statements, without_opening
from onrecord_extract.windows import ROW_WINDOWS, Window, rows, windows
from onrecord_extract.wordpieces import Wordpieces
from onrecord_extract.words import Segment, segments

MODEL = Path(__file__).parent / "model"

GROUP_WORDS = 2_048
"""Words of a text whose scores are held at a time: the best tags of many segments are found in one go."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model found: named spans (start, end, type) and statements, each in order."""

    mentions: list[tuple[int, int, str]]
    statements: list[Found]


class Tagger:
    """The trained model, loaded. Safe to use from one thread at a time."""

    def __init__(self, folder: Path = MODEL) -> None:
        """Load ``tagger.onnx`` and ``tokenizer.json`` from *folder*."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # More would join each addition to the normalisation behind it, which is five times slower than both apart.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(
            str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._wordpieces = Wordpieces(folder / "tokenizer.json")
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
        for group in _groups(text):
            self._decode(text, group, self.scores(group), reading)
        return reading

    def scores(self, group: list[Segment]) -> Scores:
        """Score the words of *group*, one after the other: (W, N), roles, entities and linker vectors in a row."""
        cut = ((segment, self._wordpieces.of(segment.spelled)) for segment in group)
        return np.concatenate([self._run(row) for row in rows(windows(cut))])

    def _run(self, row: list[Window]) -> Scores:
        """Score each word that the windows of *row* are read for, one window after the other: (W, N)."""
        sizes = [len(window.ids) for window in row]
        starts = [0, *accumulate(sizes[:-1])]
        read = {
            "ids": [[*chain.from_iterable(window.ids for window in row)]],
            "features": [[*chain.from_iterable(window.features for window in row)]],
            "positions": [[*chain.from_iterable(map(range, sizes))]],
            "sizes": sizes + [0] * (ROW_WINDOWS - len(row)),
            "places": [
                start + place for window, start in zip(row, starts, strict=True) for place in window.places
            ],
            "counts": [len(window.places) for window in row] + [0] * (ROW_WINDOWS - len(row)),
        }
        (out,) = self._session.run(None, {name: np.array(of, np.int64) for name, of in read.items()})
        scores: Scores = out[0]
        return scores

    def _decode(self, text: str, group: list[Segment], scores: Scores, reading: Reading) -> None:
        """Add to *reading* what the *scores* of a group's words say."""
        sizes = [len(self._roles.first), len(self._entities.first)]
        ends = [*accumulate(len(segment.starts) for segment in group)]
        of_segment = [slice(*ends) for ends in pairwise([0, *ends])]
        of_roles, of_names, vectors = (
            [part[words] for words in of_segment] for part in np.split(scores, [*accumulate(sizes)], 1)
        )
        by_role = roles(of_roles, self._roles, self._role_kinds)
        by_name = names(text, group, of_names, self._entities, self._entity_kinds)
        for segment, role_spans, name_spans, linked in zip(group, by_role, by_name, vectors, strict=True):
            starts, ends = segment.starts, segment.ends
            reading.mentions.extend(
                (starts[first], ends[last], self._entity_kinds[kind]) for first, last, kind in name_spans
            )
            of_role: dict[str, list[tuple[int, int]]] = {role: [] for role in self._role_kinds}
            for first, last, kind in role_spans:
                of_role[self._role_kinds[kind]].append((first, last))
            found = Spans(of_role["source"], of_role["cue"], of_role["content"], linked)
            for each in statements(found, self._linker, starts, ends):
                each.content = [without_opening(span, segment) for span in each.content]
                reading.statements.append(each)


def _chain(scores: dict[str, list[float]]) -> Chain:
    return Chain.of(*(np.array(scores[name], np.float32) for name in ("transitions", "first", "last")))


def _groups(text: str) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    size = 0
    for segment in segments(text):
        group.append(segment)
        size += len(segment.starts)
        if size >= GROUP_WORDS:
            yield group
            group, size = [], 0
    if group:
        yield group
