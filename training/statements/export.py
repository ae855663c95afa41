"""Write a trained tagger as int8 ONNX, with what its decoding needs in the file's metadata.

    python export.py --run runs/final --tokenizer …/tokenizer.json --data-dir … --out ../../services/onrecord_extract/model

Queries and keys are shortened (shorten.py). Weights and embeddings are int8 with a scale per channel, activations are
evened out (smooth.py) and quantised at run time ("dynamic"): static int8 is known to collapse. With --float nothing of
this is done, to measure what it costs.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from data import CACHED, load
from model import LINK, LINKS, Layer, Tagger, load_tagger
from shorten import shorten
from smooth import calibration, peaks, scales
from tags import ENTITIES, ROLES, TRAIN_ON

HEADS = {"roles": ROLES, "entities": ENTITIES}

COMPARED = (32, 32, 28, 28, 20, 12)
"""How long each layer's queries and keys may be, of 32: each costs less than 0.05 % of the variance of emissions."""

MICROSOFT = "com.microsoft"
"""The domain of onnxruntime's own operators."""


class Graph:
    """The tagger without its CRFs: (1, T) ids and features, (W,) places of the words' first tokens, to (1, W, N).

    The N are roles, entities and linker vectors in a row.

    Written operator by operator, for one window at a time: a window alone needs no mask and no padding, and its
    activations share a scale with no other text's. Addition and LayerNormalization stay apart, as onnxruntime's
    fused operator takes five times as long.
    """

    def __init__(self, tagger: Tagger, peaks: dict[nn.Linear, Tensor] | None) -> None:
        """Write the graph of *tagger*: quantised by what `smooth.peaks` found, or float where *peaks* is None."""
        self.peaks = peaks
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        encoder = tagger.encoder
        words = self.words(encoder.words.weight)
        count = self.node("Shape", "ids", start=1, end=2)
        positions = self.constant("positions", encoder.positions.weight)
        zero = self.constant("zero", np.zeros(1, np.int64))
        x = self.node("Add", words, self.node("Slice", positions, zero, count))
        x = self.node(
            "Add", x, self.node("Gather", self.constant("shapes", encoder.features.weight), "features")
        )
        x = self.norm("embedded", x, encoder.norm)
        *lower, top = encoder.layers
        for number, layer in enumerate(lower):
            x = self.layer(f"layer{number}", x, layer)
        x = self.layer("top", x, top, only="places")
        parts = [*(tagger.heads[head] for head in HEADS), tagger.link]
        weight, bias = (torch.cat([getattr(part, of) for part in parts]) for of in ("weight", "bias"))
        self.linear("heads", x, weight, bias)
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
        if self.peaks is None:
            return self.node("Gather", self.constant("words", table), "ids")
        small, scale = _int8(table.detach().numpy(), axis=1)
        found = self.node(
            "Cast", self.node("Gather", self.constant("words", small), "ids"), to=TensorProto.FLOAT
        )
        return self.node("Mul", found, self.node("Gather", self.constant("word_scales", scale), "ids"))

    def linear(self, name: str, x: str, weight: Tensor, bias: Tensor) -> str:
        if self.peaks is None:
            product = self.node("MatMul", x, self.constant(name, weight.T))
            return self.node("Add", product, self.constant(f"{name}.bias", bias))
        return self.node("DynamicQuantizeMatMul", x, *self.weights(name, weight, bias), domain=MICROSOFT)

    def weights(self, name: str, weight: Tensor, bias: Tensor) -> tuple[str, str, str, str]:
        """Add a layer's int8 matrix, with a scale per output, its scales, its zeros and its bias."""
        small, scale = _int8(weight.detach().numpy().T, axis=0)
        return (
            self.constant(name, small),
            self.constant(f"{name}.scales", scale.ravel()),
            self.constant(f"{name}.zeros", np.zeros(len(bias), np.int8)),
            self.constant(f"{name}.bias", bias),
        )

    def evened(self, name: str, x: str, layer: nn.Linear, weight: Tensor, bias: Tensor) -> str:
        """Do as `linear` of *weight* and *bias*, where *layer* saw *x*; quantised, with even inputs."""
        if self.peaks is not None:
            scale = scales(self.peaks[layer], weight)
            x = self.node("Mul", x, self.constant(f"{name}.even", 1 / scale))
            weight = weight * scale
        return self.linear(name, x, weight, bias)

    def norm(self, name: str, x: str, norm: torch.nn.LayerNorm) -> str:
        scale, shift = self.constant(f"{name}.scale", norm.weight), self.constant(f"{name}.shift", norm.bias)
        return self.node("LayerNormalization", x, scale, shift, epsilon=norm.eps)

    def joint(self, name: str, x: str, layer: Layer, only: str | None) -> list[str]:
        """Give queries (those of the tokens *only*), keys and values; *x* is quantised once for all.

        As it stands: to even it out would bring a fifth of what it brings before the other products.
        """
        parts = (layer.query, layer.key, layer.value)
        if self.peaks is None:
            read = (self.taken(x, only), x, x)
            return [
                self.linear(f"{name}{at}", rows, part.weight, part.bias)
                for at, (rows, part) in enumerate(zip(read, parts, strict=True))
            ]
        x = self.node("DynamicQuantizeLinear", x, outputs=3)
        small, *by = (f"{x}.{output}" for output in range(3))
        found = []
        for at, (rows, part) in enumerate(zip((self.taken(small, only), small, small), parts, strict=True)):
            matrix, each, zeros, bias = self.weights(f"{name}{at}", part.weight, part.bias)
            inputs = (rows, matrix, by[0], each, by[1], zeros, bias)
            found.append(self.node("MatMulIntegerToFloat", *inputs, domain=MICROSOFT))
        return found

    def taken(self, x: str, only: str | None) -> str:
        """Take the tokens *only* of *x*; all, where that is None."""
        return self.node("Gather", x, only, axis=1) if only else x

    def layer(self, name: str, x: str, layer: Layer, only: str | None = None) -> str:
        """Add a layer; one that nothing but the tokens *only* are read from does without the others."""
        met = self.node(
            "MultiHeadAttention",
            *self.joint(f"{name}.joint", x, layer, only),
            domain=MICROSOFT,
            num_heads=layer.heads,
            scale=layer.scale,
        )
        met = self.linear(f"{name}.met", met, layer.out.weight, layer.out.bias)
        x = self.norm(f"{name}.norm", self.node("Add", self.taken(x, only), met), layer.norm)
        up = self.evened(f"{name}.up", x, layer.up, layer.up.weight, layer.up.bias)
        # by a hyperbolic tangent: quicker, and no figure moves
        up = self.node("Gelu" if self.peaks is None else "FastGelu", up, domain=MICROSOFT)
        down = self.evened(f"{name}.down", up, layer.down, layer.down.weight, layer.down.bias)
        return self.norm(f"{name}.norm_out", self.node("Add", x, down), layer.norm_out)

    def model(self) -> onnx.ModelProto:
        shapes = {"ids": [1, "tokens"], "features": [1, "tokens"], "places": ["words"]}
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
    CACHED.add(parser)
    parser.add_argument("--data", choices=TRAIN_ON, default="all", help="corpora that the run was trained on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    tagger = load_tagger(arguments.run, torch.device("cpu"))
    if arguments.float:
        model = Graph(tagger, None).model()
    else:
        packed = calibration(load(name, "train", arguments) for name in TRAIN_ON[arguments.data])
        highest = peaks(tagger, packed)
        shorten(tagger, packed, COMPARED)
        model = Graph(tagger, highest).model()
    helper.set_model_props(model, {"decoding": json.dumps(decoding(tagger))})
    onnx.checker.check_model(model)
    out = arguments.out / "tagger.onnx"
    onnx.save(model, out)
    shutil.copy(arguments.tokenizer, arguments.out / "tokenizer.json")
    print(out, round(out.stat().st_size / 1e6, 1), "MB")


if __name__ == "__main__":
    main()
