"""Scales that make activations even before they are quantised: SmoothQuant (Xiao et al., ICML 2023); and their ranges.

A few channels of the encoder's activations are ten times the others, and one int8 scale for all would leave the
others a few bits. They are divided by a scale each, and the weights that read them multiplied by it.

What is largest in a paragraph is nearly the same in all: the tokens on which attention rests have it. So a range fixed
beforehand serves as well as one taken at run time, and what is read of a paragraph does not depend on what is read beside it.
"""

import random
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor, nn

from batches import batch, windows
from corpora import Document
from model import Tagger

ALPHA = 0.75
"""How far evenness is the weights' burden rather than the activations'; the paper's alpha. Of 0.25 … 0.9 the one with the
smallest error of emissions on development windows: half of that without."""

DOCUMENTS, WINDOWS = 6, 60
"""Documents of each corpus, and windows of them, that peaks are taken from; more change nothing."""

RANGE_DOCUMENTS, RANGE_PARAGRAPHS = 40, 1_500
"""Documents of each corpus, and paragraphs of them, that ranges are taken from."""

WITHIN = 0.9
"""Share of paragraphs that keep within a range at each end. On development windows the error of emissions is that of ranges
taken at run time for 0.5 … 0.95, and 9 % more for 1: ranges that no paragraph leaves are coarse for all."""


def calibration(corpora: Iterable[list[Document]]) -> list:
    """Draw windows of a few documents of each corpus, always the same."""
    rng = random.Random(3)
    documents = [doc for docs in corpora for doc in rng.sample(docs, DOCUMENTS)]
    return [parts for _, parts in windows(documents, 128, None)][:WINDOWS]


def paragraphs(corpora: Iterable[list[Document]]) -> list:
    """Draw windows of one paragraph, as articles are read, always the same."""
    rng = random.Random(5)
    documents = [doc for docs in corpora for doc in rng.sample(docs, min(RANGE_DOCUMENTS, len(docs)))]
    found = [parts for _, parts in windows(documents, 0, None)]
    rng.shuffle(found)
    return found[:RANGE_PARAGRAPHS]


@torch.no_grad()
def watch(
    tagger: Tagger, layers: Iterable[nn.Linear], packed: list, look: Callable[[nn.Linear, Tensor], None]
) -> None:
    """Have *look* see the inputs (tokens, inputs) of each of *layers* for each of the windows *packed*."""
    hooks = [
        layer.register_forward_hook(lambda layer, inputs, _: look(layer, inputs[0].flatten(0, -2)))
        for layer in layers
    ]
    for parts in packed:
        made = batch("none", [parts])
        hidden = tagger.encode(*(torch.from_numpy(array) for array in (made.ids, made.features, made.mask)))
        tagger.link(hidden[0, made.at[made.words]])
    for hook in hooks:
        hook.remove()


def encoder_layers(tagger: Tagger) -> list[nn.Linear]:
    return [module for module in tagger.encoder.modules() if isinstance(module, nn.Linear)]


def peaks(tagger: Tagger, packed: list) -> dict[nn.Linear, Tensor]:
    """Find the largest absolute input of each channel of each of the encoder's linear layers: (inputs,)."""
    found: dict[nn.Linear, Tensor] = {}

    def look(layer: nn.Linear, inputs: Tensor) -> None:
        highest = inputs.abs().amax(0)
        found[layer] = torch.maximum(found[layer], highest) if layer in found else highest

    watch(tagger, encoder_layers(tagger), packed, look)
    return found


Ranges = dict[nn.Linear, tuple[float, float]]


def ranges(tagger: Tagger, packed: list, evened: dict[nn.Linear, Tensor]) -> Ranges:
    """Find the range of each linear layer's inputs, from 0 or below to 0 or above, that most windows keep within.

    Args:
        packed: Windows, as `paragraphs` draws them.
        evened: What the inputs of some layers are divided by.
    """
    seen: dict[nn.Linear, list[tuple[float, float]]] = {}

    def look(layer: nn.Linear, inputs: Tensor) -> None:
        if layer in evened:
            inputs = inputs / evened[layer]
        seen.setdefault(layer, []).append((inputs.min().item(), inputs.max().item()))

    watch(tagger, [*encoder_layers(tagger), tagger.link], packed, look)
    found: Ranges = {}
    for layer, ends in seen.items():
        lowest, highest = np.array(ends).T
        found[layer] = (
            min(0.0, float(np.quantile(lowest, 1 - WITHIN))),
            max(0.0, float(np.quantile(highest, WITHIN))),
        )
    return found


def scales(peak: Tensor, weight: Tensor) -> Tensor:
    """Say what to divide a layer's inputs by, and multiply its weights with: (inputs,), 1 in the mean.

    Args:
        peak: Largest absolute input of each channel, (inputs,).
        weight: (outputs, inputs).
    """
    reach = weight.detach().abs().amax(0).clamp(min=1e-4)
    found = peak.clamp(min=1e-3) ** ALPHA / reach ** (1 - ALPHA)
    return found / found.mean()
