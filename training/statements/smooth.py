"""Scales that make activations even before they are quantised: SmoothQuant (Xiao et al., ICML 2023).

A few channels of the encoder's activations are ten times the others, and one int8 scale for all would leave the
others a few bits. They are divided by a scale each, and the weights that read them multiplied by it.
"""

import random
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from data import Document, batch, windows
from model import Tagger

ALPHA = 0.75
"""How far evenness is the weights' burden rather than the activations'; the paper's alpha. Of 0.25 … 0.9 the one with the
smallest error of emissions on development windows: half of that without."""

DOCUMENTS, WINDOWS = 6, 60
"""Documents of each corpus, and windows of them, that peaks are taken from; more change nothing."""


def calibration(corpora: Iterable[list[Document]]) -> list:
    """Draw windows of a few documents of each corpus, always the same."""
    rng = random.Random(3)
    documents = [doc for docs in corpora for doc in rng.sample(docs, DOCUMENTS)]
    return [parts for _, parts in windows(documents, 128, None)][:WINDOWS]


@torch.no_grad()
def peaks(tagger: Tagger, packed: list) -> dict[nn.Linear, Tensor]:
    """Find the largest absolute input of each channel of each of the encoder's linear layers: (inputs,)."""
    found: dict[nn.Linear, Tensor] = {}

    def look(layer: nn.Linear, inputs: tuple[Tensor], _: Tensor) -> None:
        highest = inputs[0].abs().flatten(0, -2).amax(0)
        found[layer] = torch.maximum(found[layer], highest) if layer in found else highest

    layers = [module for module in tagger.encoder.modules() if isinstance(module, nn.Linear)]
    hooks = [layer.register_forward_hook(look) for layer in layers]
    for parts in packed:
        made = batch("none", [parts])
        tagger.encode(*(torch.from_numpy(array) for array in (made.ids, made.features, made.mask)))
    for hook in hooks:
        hook.remove()
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
