"""Shorter vectors for attention to compare: as many numbers per head as its products of queries and keys need.

A head weighs words by products of 32 numbers, most of whose variance half of them hold. For the best products of fewer,
queries and keys are both projected, by the singular vectors of their joint products over windows of the training corpora;
the projections are multiplied into the layer's own weights, so nothing is added. What values carry does not shrink so well.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from batches import batch
from model import Layer, Tagger


@torch.no_grad()
def shorten(tagger: Tagger, packed: list, sizes: Sequence[int]) -> None:
    """Give the heads of each layer of *tagger* queries and keys of so many numbers, fitted to the windows *packed*.

    In place. The scale of their products stays that of the whole vectors.
    """
    seen: dict[nn.Linear, list[Tensor]] = {}

    def look(layer: nn.Linear, _: tuple[Tensor], output: Tensor) -> None:
        seen.setdefault(layer, []).append(output.flatten(0, -2).double())

    layers: list[Layer] = list(tagger.encoder.layers)
    hooks = [part.register_forward_hook(look) for layer in layers for part in (layer.query, layer.key)]
    for parts in packed:
        made = batch("none", [parts])
        tagger.encode(*(torch.from_numpy(array) for array in (made.ids, made.features, made.mask)))
    for hook in hooks:
        hook.remove()
    for layer, size in zip(layers, sizes, strict=True):
        queries, keys = (torch.cat(seen[part]) for part in (layer.query, layer.key))
        width = queries.shape[1] // layer.heads
        of_head = [slice(at, at + width) for at in range(0, queries.shape[1], width)]
        both = [projections(queries[:, head], keys[:, head], size) for head in of_head]
        for name, side in (("query", 0), ("key", 1)):
            old: nn.Linear = getattr(layer, name)
            new = nn.Linear(old.in_features, size * layer.heads)
            for number, (head, pair) in enumerate(zip(of_head, both, strict=True)):
                place = slice(number * size, (number + 1) * size)
                new.weight[place] = (pair[side].T @ old.weight[head].double()).float()
                new.bias[place] = (pair[side].T @ old.bias[head].double()).float()
            setattr(layer, name, new)


def projections(queries: Tensor, keys: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Find the two projections to *size* numbers after which products differ least, in the sum of squares.

    What all keys have in common moves no weight after the softmax, so it need not be kept.

    Args:
        queries, keys: (N, width), N >= width, of full rank.

    Returns:
        Of queries and of keys, (width, size).
    """
    spread = torch.linalg.qr(queries)[1]
    other = torch.linalg.qr(keys - keys.mean(0))[1]
    left, strength, right = torch.linalg.svd(spread @ other.T)
    root = strength[:size].sqrt()
    return (
        torch.linalg.solve_triangular(spread, left[:, :size] * root, upper=True),
        torch.linalg.solve_triangular(other, right[:size].T * root, upper=True),
    )
