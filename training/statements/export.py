"""Write a trained tagger as int8 ONNX, with what its decoding needs in the file's metadata.

    python export.py --run runs/final --tokenizer …/tokenizer.json --data-dir … --out ../../services/onrecord_extract/model

Queries and keys are shortened (shorten.py). Weights and embeddings are int8 with a scale per channel; activations are
evened out and quantised by ranges found beforehand (smooth.py). With --float nothing of this is done, to measure what it
costs.
"""

import argparse
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from corpora import corpus_options, load
from model import LINK, LINKS, Layer, Tagger, load_tagger
from onrecord_extract.windows import ROW_WINDOWS
from shorten import shorten
from smooth import Ranges, calibration, paragraphs, peaks, ranges, scales
from tags import ENTITIES, ROLES, TRAIN_ON

HEADS = {"roles": ROLES, "entities": ENTITIES}

COMPARED = (32, 32, 28, 28, 20, 12)
"""How long each layer's queries and keys may be, of 32: each costs less than 0.05 % of the variance of emissions."""

MICROSOFT = "com.microsoft"
"""The domain of onnxruntime's own operators."""


@dataclass(frozen=True)
class Quantised:
    """How a tagger is made int8: what to divide the inputs of some layers by (inputs,), and all layers' ranges after it."""

    evened: dict[nn.Linear, Tensor]
    ranges: Ranges


class Graph:
    """The tagger without its CRFs: a row of windows to the (1, W, N) of their words.

    Inputs, of T tokens, window after window: (1, T) ids, features and positions within the window; (ROW_WINDOWS,) sizes,
    the windows' tokens; (W,) places of the words' first tokens in the row; (ROW_WINDOWS,) counts, the windows' words. A
    window may be empty. The N are roles, entities and linker vectors in a row.

    Written operator by operator. All windows go through a product together, as its weights are read once for all, and
    each has its attention to itself: that needs no mask and no padding. Addition and LayerNormalization stay apart, as
    onnxruntime's fused operator takes five times as long.
    """

    def __init__(self, tagger: Tagger, quantised: Quantised | None) -> None:
        """Write the graph of *tagger*, float where *quantised* is None."""
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        encoder = tagger.encoder
        x = self.words(encoder.words.weight)
        for name, table in (("positions", encoder.positions), ("features", encoder.features)):
            x = self.node("Add", x, self.node("Gather", self.constant(f"{name}.table", table.weight), name))
        x = self.norm("embedded", x, encoder.norm)
        *lower, top = encoder.layers
        for number, layer in enumerate(lower):
            x = self.layer(f"layer{number}", x, layer)
        x = self.layer("top", x, top, only="places")
        parts = [*(tagger.heads[head] for head in HEADS), tagger.link]
        weight, bias = (torch.cat([getattr(part, of) for part in parts]) for of in ("weight", "bias"))
        self.linear("heads", x, tagger.link, weight, bias)
        self.nodes[-1].output[0] = "out"
        self.width = len(bias)

    def constant(self, name: str, value: Tensor | NDArray) -> str:
        array = value.detach().numpy() if isinstance(value, Tensor) else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(
        self, operator: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: object
    ) -> str:
        """Add an operator; its outputs are called by what is returned, with a number behind it where there are more."""
        name = f"{operator}{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}.{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, name=name, domain=domain, **attributes))
        return name

    def words(self, table: Tensor) -> str:
        """Look the words up; each has a scale of its own."""
        if self.quantised is None:
            return self.node("Gather", self.constant("words", table), "ids")
        small, scale = _int8(table.detach().numpy(), axis=1)
        found = self.node(
            "Cast", self.node("Gather", self.constant("words", small), "ids"), to=TensorProto.FLOAT
        )
        return self.node("Mul", found, self.node("Gather", self.constant("word_scales", scale), "ids"))

    def linear(self, name: str, x: str, layer: nn.Linear, weight: Tensor, bias: Tensor) -> str:
        """Multiply *x*, which *layer* sees, with *weight*."""
        return self.product(name, self.small(name, x, layer), weight, bias)

    def small(self, name: str, x: str, layer: nn.Linear) -> tuple[str, ...]:
        """Quantise *x*, the input of *layer*: what to multiply, its scale and its zero; float, *x* alone."""
        if self.quantised is None:
            return (x,)
        low, high = self.quantised.ranges[layer]
        step = (high - low) / 255
        scale = self.constant(f"{name}.step", np.array(step, np.float32))
        zero = self.constant(f"{name}.zero", np.array(round(-low / step), np.uint8))
        return self.node("QuantizeLinear", x, scale, zero), scale, zero

    def product(self, name: str, small: tuple[str, ...], weight: Tensor, bias: Tensor) -> str:
        """Multiply what `small` gave with a layer's matrix: int8, with a scale per output."""
        if self.quantised is None:
            product = self.node("MatMul", *small, self.constant(name, weight.T))
            return self.node("Add", product, self.constant(f"{name}.bias", bias))
        x, step, zero = small
        matrix, scale = _int8(weight.detach().numpy().T, axis=0)
        return self.node(
            "MatMulIntegerToFloat",
            x,
            self.constant(name, matrix),
            step,
            self.constant(f"{name}.scales", scale.ravel()),
            zero,
            self.constant(f"{name}.zeros", np.zeros(len(bias), np.int8)),
            self.constant(f"{name}.bias", bias),
            domain=MICROSOFT,
        )

    def evened(self, name: str, x: str, layer: nn.Linear) -> str:
        """Do *layer*; quantised, with even inputs."""
        weight = layer.weight
        if self.quantised is not None:
            scale = self.quantised.evened[layer]
            x = self.node("Mul", x, self.constant(f"{name}.even", 1 / scale))
            weight = weight * scale
        return self.linear(name, x, layer, weight, layer.bias)

    def norm(self, name: str, x: str, norm: torch.nn.LayerNorm) -> str:
        scale, shift = self.constant(f"{name}.scale", norm.weight), self.constant(f"{name}.shift", norm.bias)
        return self.node("LayerNormalization", x, scale, shift, epsilon=norm.eps)

    def attention(self, name: str, x: str, layer: Layer, only: str | None) -> str:
        """Let the tokens of each window, or those *only*, attend to the window's tokens.

        *x* is quantised once for queries, keys and values, as it stands: to even it out would bring a fifth of what it
        brings before the other products.
        """
        small, *by = self.small(name, x, layer.query)
        parts = []
        for at, part in enumerate((layer.query, layer.key, layer.value)):
            of_queries = only if part is layer.query else None
            rows = self.product(f"{name}{at}", (self.taken(small, of_queries), *by), part.weight, part.bias)
            sizes = "counts" if of_queries else "sizes"
            split = self.node("Split", rows, sizes, outputs=ROW_WINDOWS, axis=1)
            parts.append([f"{split}.{window}" for window in range(ROW_WINDOWS)])
        met = [
            self.node(
                "MultiHeadAttention", *of_window, domain=MICROSOFT, num_heads=layer.heads, scale=layer.scale
            )
            for of_window in zip(*parts, strict=True)
        ]
        return self.node("Concat", *met, axis=1)

    def taken(self, x: str, only: str | None) -> str:
        """Take the tokens *only* of *x*; all, where that is None."""
        return self.node("Gather", x, only, axis=1) if only else x

    def layer(self, name: str, x: str, layer: Layer, only: str | None = None) -> str:
        """Add a layer; one that nothing but the tokens *only* are read from does without the others."""
        met = self.attention(f"{name}.joint", x, layer, only)
        met = self.linear(f"{name}.met", met, layer.out, layer.out.weight, layer.out.bias)
        x = self.norm(f"{name}.norm", self.node("Add", self.taken(x, only), met), layer.norm)
        up = self.evened(f"{name}.up", x, layer.up)
        # by a hyperbolic tangent: quicker, and no figure moves
        up = self.node("Gelu" if self.quantised is None else "FastGelu", up, domain=MICROSOFT)
        down = self.evened(f"{name}.down", up, layer.down)
        return self.norm(f"{name}.norm_out", self.node("Add", x, down), layer.norm_out)

    def model(self) -> onnx.ModelProto:
        row, windows = [1, "tokens"], [ROW_WINDOWS]
        shapes = {
            "ids": row, "features": row, "positions": row, "sizes": windows, "places": ["words"], "counts": windows
        }  # fmt: skip
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in shapes.items()
        ]
        output = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, "words", self.width])
        graph = helper.make_graph(self.nodes, "tagger", inputs, [output], self.constants)
        operators = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=operators, ir_version=9)


def _int8(table: NDArray, axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Quantise *table* with one scale along *axis*, symmetrically."""
    scale = np.abs(table).max(axis, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.round(table / scale).astype(np.int8), scale.astype(np.float32)


def decoding(tagger: Tagger) -> dict[str, object]:
    """What numpy needs to decode: tag names, CRF scores, the linker's biases."""
    found: dict[str, object] = {
        head: {"kinds": kinds} | {
            name: getattr(tagger.crfs[head], name).tolist() for name in ("transitions", "first", "last")
        }
        for head, kinds in HEADS.items()
    }  # fmt: skip
    found["link"] = {
        "width": LINK,
        "vectors": LINKS,
        "content_distance": tagger.content_distance.tolist(),
        "source_distance": tagger.source_distance.tolist(),
        "no_cue": tagger.no_cue.item(),
        "no_source": tagger.no_source.item(),
    }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, required=True)
    corpus_options(parser)
    parser.add_argument("--data", choices=TRAIN_ON, default="all", help="corpora that the run was trained on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    tagger = load_tagger(arguments.run, torch.device("cpu"))
    if arguments.float:
        model = Graph(tagger, None).model()
    else:
        corpora = [load(name, "train", arguments) for name in TRAIN_ON[arguments.data]]
        packed = calibration(corpora)
        highest = peaks(tagger, packed)
        shorten(tagger, packed, COMPARED)
        evened = {
            part: scales(highest[part], part.weight)
            for layer in tagger.encoder.layers
            for part in (layer.up, layer.down)
        }
        model = Graph(tagger, Quantised(evened, ranges(tagger, paragraphs(corpora), evened))).model()
    helper.set_model_props(model, {"decoding": json.dumps(decoding(tagger))})
    onnx.checker.check_model(model)
    out = arguments.out / "tagger.onnx"
    onnx.save(model, out)
    shutil.copy(arguments.tokenizer, arguments.out / "tokenizer.json")
    print(out, round(out.stat().st_size / 1e6, 1), "MB")


if __name__ == "__main__":
    main()
