"""Write a trained tagger as int8 ONNX, with what its decoding needs in the file's metadata.

    python export.py --run runs/final --tokenizer …/tokenizer.json --out ../../services/onrecord_extract/model

Weights and embeddings are int8, activations are quantised at run time ("dynamic"): static int8 is known to collapse.
With --float the weights stay as they are, to measure what quantising costs.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from torch.nn import functional

from model import LINK, LINKS, Layer, Tagger, load_tagger
from tags import ENTITIES, ROLES

LEAN = {"source": 1.2, "cue": 0.0, "content": -0.4}
"""Added to the score of beginning a span, as a missed source costs a statement its speaker: the best of 20 settings by
`statement` of score_statements.py on polnear/dev."""

HEADS = {"roles": ROLES, "entities": ENTITIES}


class _Layer(nn.Module):
    """A layer as the runtime likes it: query, key and value in one product, so that its input is quantised once."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        width = layer.query.in_features
        scale = (width // layer.heads) ** -0.5
        self.layer = layer
        self.qkv = nn.Linear(width, 3 * width)
        self.qkv.weight.data = torch.cat([layer.query.weight * scale, layer.key.weight, layer.value.weight])
        self.qkv.bias.data = torch.cat([layer.query.bias * scale, layer.key.bias, layer.value.bias])

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length, width = x.shape
        heads = self.layer.heads
        query, key, value = self.qkv(x).view(rows, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        met = torch.softmax(query @ key.transpose(-1, -2) + bias, -1) @ value
        x = self.layer.norm(x + self.layer.out(met.transpose(1, 2).reshape(rows, length, width)))
        return self.layer.norm_out(x + self.layer.down(functional.gelu(self.layer.up(x))))


class Exported(nn.Module):
    """Tagger without CRFs: (B, T) ids, features and mask to (B, T, N): roles, entities and linker vectors in a row."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.encoder = tagger.encoder
        self.layers = nn.ModuleList(_Layer(layer) for layer in tagger.encoder.layers)
        parts = [*(tagger.heads[head] for head in HEADS), tagger.link]
        self.out = nn.Linear(parts[0].in_features, sum(part.out_features for part in parts))
        self.out.weight.data = torch.cat([part.weight for part in parts])
        self.out.bias.data = torch.cat([part.bias for part in parts]).detach()
        for kind, lean in enumerate(LEAN[role] for role in ROLES):
            self.out.bias.data[[4 * kind + 1, 4 * kind + 4]] += lean  # "begin" and "single": once per span

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        encoder = self.encoder
        x = encoder.words(ids) + encoder.positions.weight[: ids.shape[1]] + encoder.features(features)
        x = encoder.norm(x)
        bias = (1.0 - mask.float())[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.out(x)


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
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    tagger = load_tagger(arguments.run, torch.device("cpu"))
    example = torch.randint(1000, 2000, (2, 16))
    with tempfile.TemporaryDirectory() as folder:
        raw, ready = f"{folder}/raw.onnx", f"{folder}/ready.onnx"
        names = ["ids", "features", "mask"]
        torch.onnx.export(
            Exported(tagger).eval(), (example, example % 7, torch.ones_like(example)), raw,
            input_names=names, output_names=["out"], opset_version=17, dynamo=False,
            dynamic_axes={name: {0: "windows", 1: "tokens"} for name in (*names, "out")},
        )  # fmt: skip
        quant_pre_process(raw, ready, skip_symbolic_shape=True)
        out = arguments.out / "tagger.onnx"
        if arguments.float:
            shutil.copy(ready, out)
        else:
            quantize_dynamic(ready, out, weight_type=QuantType.QInt8, per_channel=True)
        model = onnx.load(out)
        onnx.helper.set_model_props(model, {"decoding": json.dumps(decoding(tagger))})
        onnx.save(model, out)
    shutil.copy(arguments.tokenizer, arguments.out / "tokenizer.json")
    print(out, round(out.stat().st_size / 1e6, 1), "MB")


if __name__ == "__main__":
    main()
