"""Texts to vectors of what they mean: the one door to onnxruntime and tokenizers.

``model/embedder.onnx`` is all-MiniLM-L6-v2 in int8; its card stands beside it. It is loaded on first use, so that a
worker whose topics and statements never need it does not pay for it (48 MB, a third of a second).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord_track.records import Span

MODEL = Path(__file__).parent / "model"

WIDTH = 384

MAX_TOKENS = 256
"""What the model was trained to read; what stands behind is not looked at."""

MAX_CHARS = 4000
"""Cut before tokens are made: MAX_TOKENS of English are 1,200 characters."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the model reads it."""

    vector: NDArray[np.float32]
    """What it means as a whole; shape (WIDTH,), length 1."""

    tokens: NDArray[np.float32]
    """What each token means where it stands; shape (n, WIDTH), rows of length 1; n >= 0."""

    spans: tuple[Span, ...]
    """Characters [start, end) of each token."""


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Embed *texts*, one at a time: 2 ms for ten words, 5 for forty, 35 for MAX_TOKENS.

    Returns:
        Shape (n, WIDTH), rows of length 1, the same for the same text whatever stands beside it. The dot product of
        two rows is their likeness, in [-1, 1]; an empty text has a row like any other.
    """
    vectors = np.empty((len(texts), WIDTH), np.float32)
    for row, text in enumerate(texts):
        vectors[row] = encode(text).vector
    return vectors


def encode(text: str) -> Encoded:
    """Read one text.

    One at a time because int8 activations share one scale per run: in a batch a text's vector would move by up to
    0.06 in cosine with its neighbours, and the same topic would match in one article and not in the next.
    """
    session, tokenizer = _loaded()
    read = tokenizer.encode(text[:MAX_CHARS])
    ids = np.array([read.ids], np.int64)
    vectors, tokens = session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
    return Encoded(
        vectors[0], tokens[0, 1:-1], tuple(read.offsets[1:-1])
    )  # without the marks of begin and end


@cache
def _loaded() -> tuple[onnxruntime.InferenceSession, Tokenizer]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a worker runs many processes
    options.enable_cpu_mem_arena = False  # an arena keeps the longest text's memory for good
    session = onnxruntime.InferenceSession(
        str(MODEL / "embedder.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return session, tokenizer
