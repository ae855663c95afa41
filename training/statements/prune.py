"""Narrow a trained tagger's feed-forward layers, and fit what is left to do the work of the whole.

    python prune.py --run runs/all --width 768 --out runs/narrow --tokenizer …/tokenizer.json --data-dir …

Half of the feed-forward units cost a third of the time of all matrix products. Layer by layer, from the bottom, those
units go whose absence the others make up for best (optimal brain surgeon: Hassibi and Stork, NIPS 1992), and the
outgoing weights of the rest are fitted again by least squares to what the whole layer gave, over windows of the training
corpora. `train.py --start` goes on from there.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from batches import batch, windows
from corpora import corpus_options, load
from model import Encoder, Layer, load_tagger, save_tagger
from tags import TRAIN_ON

DOCUMENTS = 12
"""Documents of each corpus that are read: some 30,000 words."""
AT_A_TIME = 128
"""Units dropped between two looks at the rest."""
RIDGE = 1e-3
"""Of the mean square of a unit, added to each: units that always fire together would have no unique weights."""


def embedded(encoder: Encoder, packed: list) -> Iterator[Tensor]:
    """Yield for each window its embedded tokens, (1, T, H)."""
    for parts in packed:
        made = batch("none", [parts])
        ids, features = torch.from_numpy(made.ids), torch.from_numpy(made.features)
        yield encoder.norm(
            encoder.words(ids) + encoder.positions.weight[: ids.shape[1]] + encoder.features(features)
        )


def before(layer: Layer, x: Tensor) -> Tensor:
    """Do the first half of *layer*: attention."""

    def split(projected: Tensor) -> Tensor:
        return projected.view(*x.shape[:2], layer.heads, -1).transpose(1, 2)

    met = functional.scaled_dot_product_attention(
        split(layer.query(x)), split(layer.key(x)), split(layer.value(x))
    )
    return layer.norm(x + layer.out(met.transpose(1, 2).reshape(x.shape)))


def fitted(gram: Tensor, cross: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """Choose *width* units, and their outgoing weights.

    Args:
        gram: Products of units, summed over tokens, (U, U).
        cross: Products of units with the wanted output, (U, H).

    Returns:
        The units that stay, (width,), and weights (width, H).
    """
    kept = torch.arange(len(gram))
    gram = gram + RIDGE * gram.diag().mean() * torch.eye(len(gram), dtype=gram.dtype)
    while len(kept) > width:
        inverse = torch.linalg.inv(gram[kept][:, kept])
        loss = ((inverse @ cross[kept]) ** 2).sum(1) / inverse.diag()
        dropped = min(AT_A_TIME, len(kept) - width)
        kept = kept[loss.argsort()[dropped:].sort().values]
    return kept, torch.linalg.solve(gram[kept][:, kept], cross[kept])


def narrow(
    layer: Layer, width: int, whole: list[Tensor], cut: list[Tensor]
) -> tuple[list[Tensor], list[Tensor]]:
    """Narrow *layer*, given its inputs in the whole encoder and in the one narrowed so far; give its outputs in both."""
    units, outputs = layer.up.out_features, layer.down.out_features
    gram = torch.zeros(units, units, dtype=torch.float64)
    cross = torch.zeros(units, outputs, dtype=torch.float64)
    whole, cut = ([before(layer, x) for x in side] for side in (whole, cut))
    after = []
    for x, ours in zip(whole, cut, strict=True):
        fired = functional.gelu(layer.up(ours)).flatten(0, 1).double()
        done = functional.linear(functional.gelu(layer.up(x)), layer.down.weight)
        wanted = (done + x - ours).flatten(0, 1).double()  # what was lost further down is made good here
        gram += fired.T @ fired
        cross += fired.T @ wanted
        after.append(layer.norm_out(x + done + layer.down.bias))
    kept, weight = fitted(gram, cross, width)
    up, down = nn.Linear(outputs, width), nn.Linear(width, outputs)
    up.weight.data, up.bias.data = layer.up.weight.data[kept].clone(), layer.up.bias.data[kept].clone()
    down.weight.data, down.bias.data = weight.T.float().contiguous(), layer.down.bias.data.clone()
    layer.up, layer.down = up, down
    return after, [layer.norm_out(x + down(functional.gelu(up(x)))) for x in cut]


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--data", choices=TRAIN_ON, default="all", help="corpora that the run was trained on")
    corpus_options(parser)
    arguments = parser.parse_args()
    tagger = load_tagger(arguments.run, torch.device("cpu"))
    rng = random.Random(5)
    documents = [
        doc
        for name in TRAIN_ON[arguments.data]
        for doc in rng.sample(load(name, "train", arguments), DOCUMENTS)
    ]
    packed = [parts for _, parts in windows(documents, 192, rng)]
    whole = cut = list(embedded(tagger.encoder, packed))
    for layer in tagger.encoder.layers:
        whole, cut = narrow(layer, arguments.width, whole, cut)
        lost = sum(((a - b) ** 2).sum() for a, b in zip(whole, cut, strict=True))
        print("lost of the whole:", round(float(lost / sum((a**2).sum() for a in whole)), 4), flush=True)
    tagger.encoder.shape = replace(tagger.encoder.shape, inner=arguments.width)
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_tagger(tagger, arguments.out)


if __name__ == "__main__":
    main()
