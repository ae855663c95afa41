"""Soft labels: what an ensemble of teachers believes of each word's tag and of each pair of neighbours.

    python distill.py --teachers runs/teacher1 runs/teacher2 --out soft …

writes, per head, `<head>.unary.npy` (N, K) and `<head>.pairs.npy` (N, K, K), N being all words of the training
corpora in order; row n of pairs joins word n to the one before it and is zero where a segment begins.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from batches import batch, batches, windows
from corpora import Document, Part, corpus_options, load
from model import Tagger, load_tagger
from tags import TEXT_OF, TRAIN_ON

HEADS = ("roles", "entities")


class Soft:
    """The soft labels of a folder, and where each part's begin."""

    def __init__(self, folder: Path, documents: list[Document]) -> None:
        self.arrays = {
            head: tuple(np.load(folder / f"{head}.{name}.npy", mmap_mode="r") for name in ("unary", "pairs"))
            for head in HEADS
        }
        self.begin = _offsets(documents)

    def stack(
        self, parts: list[Part], head: str, width: int
    ) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
        """Pad the soft labels of *parts* to (S, W, K) and (S, W-1, K, K), W being *width*."""
        unary, pairs = self.arrays[head]
        one = np.zeros((len(parts), width, unary.shape[1]), np.float16)
        two = np.zeros((len(parts), width - 1, *pairs.shape[1:]), np.float16)
        for row, part in enumerate(parts):
            begin, size = self.begin[id(part)], min(len(part.first), width)
            one[row, :size] = unary[begin : begin + size]
            two[row, : size - 1] = pairs[begin + 1 : begin + size]
        return one, two


def _offsets(documents: list[Document]) -> dict[int, int]:
    found, at = {}, 0
    for document in documents:
        for part in document.parts:
            found[id(part)] = at
            at += len(part.first)
    return found


def soften(
    teachers: list[Tagger], documents: list[Document], out: Path, device: torch.device, longest: int
) -> None:
    """Write the mean marginals of *teachers* on *documents* to *out*."""
    begin = _offsets(documents)
    words = sum(len(part.first) for document in documents for part in document.parts)
    arrays = {}
    for head in HEADS:
        count = teachers[0].heads[head].out_features
        for name, shape in (("unary", (words, count)), ("pairs", (words, count, count))):
            path = str(out / f"{head}.{name}.npy")
            arrays[head, name] = np.lib.format.open_memmap(path, "w+", np.float16, shape)
    for task, packed in batches(windows(documents, longest, None), 4096, None):
        made = batch(task, packed)
        ids, features, mask, at, real = (
            torch.from_numpy(array).to(device)
            for array in (made.ids, made.features, made.mask, made.at, made.words)
        )
        sums: dict[str, list[torch.Tensor]] = {}
        for teacher in teachers:
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
                hidden = teacher.encode(ids, features, mask).flatten(0, 1).float()
            for head in HEADS:
                with torch.no_grad():
                    emissions = teacher.heads[head](hidden)[at].float()
                marginals = teacher.crfs[head].marginals(emissions, real)
                sums[head] = (
                    [a + b for a, b in zip(sums[head], marginals, strict=True)]
                    if head in sums
                    else [*marginals]
                )
        for head, (unary, pairs) in sums.items():
            one = (unary / len(teachers)).half().cpu().numpy()
            two = (pairs / len(teachers)).half().cpu().numpy()
            for row, (part, size) in enumerate(zip(made.parts, made.words.sum(1), strict=True)):
                start = begin[id(part)]
                arrays[head, "unary"][start : start + size] = one[row, :size]
                arrays[head, "pairs"][start + 1 : start + size] = two[row, : size - 1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--longest", type=int, default=256)
    corpus_options(parser)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    documents = [doc for name in (*TRAIN_ON["all"], *TEXT_OF) for doc in load(name, "train", arguments)]
    soften(
        [load_tagger(folder, device) for folder in arguments.teachers],
        documents,
        arguments.out,
        device,
        arguments.longest,
    )


if __name__ == "__main__":
    main()
