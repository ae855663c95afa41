"""The tagger: an encoder, CRF heads for roles and entities, and a linker of spans."""

import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from crf import CRF
from onrecord_extract.words import FEATURES
from tags import ENTITIES, ROLES, tag_count

LINK = 48
"""Width of a linker vector."""
LINKS = ("content_first", "content_last", "content_cue", "source_first", "source_last", "source_cue")


@dataclass(frozen=True)
class Shape:
    """The encoder's size, as its config.json names it."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    kind: str  # bert or mpnet
    epsilon: float
    frozen: int = 0
    """Layers left as they were read: they see words alone, and the features join above them."""

    @classmethod
    def read(cls, folder: Path) -> "Shape":
        config = json.loads((folder / "config.json").read_text())
        return cls(
            config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"],
            config["intermediate_size"], config["vocab_size"], config["max_position_embeddings"],
            config["model_type"], config["layer_norm_eps"],
        )  # fmt: skip


class Layer(nn.Module):
    """A post-norm transformer layer."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.scale = (
            shape.hidden / shape.heads
        ) ** -0.5  # also of queries and keys that shorten.py shortened
        self.query, self.key, self.value, self.out = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.up, self.down = nn.Linear(shape.hidden, shape.inner), nn.Linear(shape.inner, shape.hidden)
        self.norm_out = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length, width = x.shape

        def split(projected: Tensor) -> Tensor:
            return projected.view(rows, length, self.heads, -1).transpose(1, 2)

        rate = self.dropout if self.training else 0.0
        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        # No dropout of attention: on a CPU its random numbers alone cost a fifth of each step.
        met = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=bias.to(query.dtype), scale=self.scale
        )
        met = self.out(met.transpose(1, 2).reshape(rows, length, width))
        x = self.norm(x + functional.dropout(met, rate, self.training))
        return self.norm_out(
            x + functional.dropout(self.down(functional.gelu(self.up(x))), rate, self.training)
        )


class Encoder(nn.Module):
    """BERT, or MPNet where its config says so, with an embedding of our word features added to its input.

    Takes BERT's token ids in both cases: MPNet's vocabulary is BERT's, four places on.
    """

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.features = nn.Embedding(FEATURES, shape.hidden)
        nn.init.normal_(self.features.weight, std=0.01)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.relative = nn.Embedding(32, shape.heads) if shape.kind == "mpnet" else None
        self.dropout = dropout

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        shift = 0
        if self.relative is not None:
            # MPNet: <s> 0, <pad> 1, </s> 2; the rest of BERT's vocabulary begins at 4; positions begin at 2.
            ids = torch.where(mask, ids + 4, 1)
            ids = torch.where(ids == 105, 0, torch.where(ids == 106, 2, ids))
            shift = 2
        x = self.words(ids) + self.positions.weight[shift : shift + length]
        if not self.shape.frozen:
            x = x + self.features(features)
        x = functional.dropout(self.norm(x), self.dropout, self.training and not self.shape.frozen)
        bias = torch.where(mask, 0.0, -1e4)[:, None, None, :]
        if self.relative is not None:
            bias = bias + self.relative(_buckets(length, ids.device)).permute(2, 0, 1)
        else:
            bias = bias.expand(-1, 1, length, -1)
        for index, layer in enumerate(self.layers):
            x = layer(x, bias)
            if index == self.shape.frozen - 1:
                x = x + self.features(features)
        return x

    def freeze(self, layers: int) -> None:
        """Leave the words, their places and the first *layers* layers as they are."""
        self.shape = replace(self.shape, frozen=layers)
        for part in (self.words, self.positions, self.norm, self.relative, *self.layers[:layers]):
            if part is not None:
                part.requires_grad_(False)

    def train(self, mode: bool = True) -> "Encoder":
        """Switch dropout on or off, but never in frozen layers."""
        super().train(mode)
        for layer in self.layers[: self.shape.frozen]:
            layer.eval()
        return self

    def keep(self, layers: list[int]) -> None:
        """Drop all layers but these, counted from 0."""
        self.layers = nn.ModuleList(self.layers[index] for index in layers)
        self.shape = replace(self.shape, layers=len(layers))

    @classmethod
    def pretrained(cls, folder: Path, dropout: float) -> "Encoder":
        """Read config.json and model.safetensors (Hugging Face names) from *folder*."""
        encoder = cls(Shape.read(folder), dropout)
        raw = load_file(folder / "model.safetensors")
        raw = {
            name.removeprefix("bert.").removeprefix("mpnet."): value.float() for name, value in raw.items()
        }
        names = {
            "words.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
        }
        mpnet = encoder.relative is not None
        attention = "attention.attn." if mpnet else "attention.self."
        for index in range(encoder.shape.layers):
            there = f"encoder.layer.{index}."
            here = {
                "query": attention + ("q" if mpnet else "query"),
                "key": attention + ("k" if mpnet else "key"),
                "value": attention + ("v" if mpnet else "value"),
                "out": "attention.attn.o" if mpnet else "attention.output.dense",
                "norm": "attention.LayerNorm" if mpnet else "attention.output.LayerNorm",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm_out": "output.LayerNorm",
            }
            for ours, theirs in here.items():
                for part in ("weight", "bias"):
                    names[f"layers.{index}.{ours}.{part}"] = f"{there}{theirs}.{part}"
        if mpnet:
            names["relative.weight"] = "encoder.relative_attention_bias.weight"
        state = {ours: raw[theirs] for ours, theirs in names.items()}
        if not mpnet:  # all tokens are of type 0
            state["words.weight"] = state["words.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
        missing, unexpected = encoder.load_state_dict(state, strict=False)
        if set(missing) != {"features.weight"} or unexpected:
            raise ValueError(
                f"{folder}: not the weights expected: missing {missing}, unexpected {unexpected}"
            )
        return encoder


def _buckets(length: int, device: torch.device) -> Tensor:
    """MPNet's relative positions in 32 buckets: exact below 8, then by logarithm up to 128 (as in T5)."""
    place = torch.arange(length, device=device)
    distance = place[:, None] - place[None, :]  # query minus key
    side = (distance < 0).long() * 16
    near = distance.abs()
    far = 8 + (torch.log(near.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return side + torch.where(near < 8, near, far.clamp(max=15))


class Tagger(nn.Module):
    """Emissions per token for each head, and linker vectors; CRFs over the words of each segment."""

    def __init__(self, encoder: Encoder, dropout: float) -> None:
        super().__init__()
        width = encoder.shape.hidden
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        sizes = {"roles": tag_count(ROLES), "entities": tag_count(ENTITIES)}
        self.heads = nn.ModuleDict({task: nn.Linear(width, size) for task, size in sizes.items()})
        self.crfs = nn.ModuleDict({task: CRF(size) for task, size in sizes.items()})
        self.link = nn.Linear(width, LINK * len(LINKS))
        self.content_distance = nn.Parameter(torch.zeros(2 * len(DISTANCES) + 2))
        self.source_distance = nn.Parameter(torch.zeros(2 * len(DISTANCES) + 2))
        self.no_cue = nn.Parameter(torch.zeros(()))
        self.no_source = nn.Parameter(torch.zeros(()))

    def encode(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        return self.dropout(self.encoder(ids, features, mask))

    def link_scores(
        self, hidden: Tensor, at: Tensor, cues: Tensor, contents: Tensor, sources: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Score each content with each cue and each cue with each source, and with none.

        Args:
            hidden: (B * T, H).
            at: (S, W), each word's token.
            cues, contents, sources: (S, n, 2) first and last word; -1 where there is none.

        Returns:
            (S, K, C + 1) and (S, C, R + 1); the last column is none; padding scores -1e4.
        """
        vectors = dict(zip(LINKS, self.link(hidden).split(LINK, -1), strict=True))

        def take(name: str, spans: Tensor, end: int) -> Tensor:
            return vectors[name][at.gather(1, spans[..., end].clamp(min=0))]

        content = take("content_first", contents, 0) + take("content_last", contents, 1)
        source = take("source_first", sources, 0) + take("source_last", sources, 1)
        by_cue = torch.einsum("skd,scd->skc", content, take("content_cue", cues, 0)) / math.sqrt(LINK)
        by_cue = by_cue + self.content_distance[gap_bucket(contents[:, :, None], cues[:, None])]
        by_source = torch.einsum("scd,srd->scr", take("source_cue", cues, 0), source) / math.sqrt(LINK)
        by_source = by_source + self.source_distance[gap_bucket(cues[:, :, None], sources[:, None])]
        by_cue = by_cue.masked_fill((cues[..., 0] < 0)[:, None], -1e4)
        by_source = by_source.masked_fill((sources[..., 0] < 0)[:, None], -1e4)
        return (
            torch.cat([by_cue, self.no_cue.expand(*by_cue.shape[:2], 1)], 2),
            torch.cat([by_source, self.no_source.expand(*by_source.shape[:2], 1)], 2),
        )


DISTANCES = (1, 2, 3, 5, 8, 12, 20, 35, 60)


def gap_bucket(one: Tensor, other: Tensor) -> Tensor:
    """Bucket the words between two spans: 0 … 9 where *other* comes after *one*, 10 … 19 where it comes before."""
    after = other[..., 0] - one[..., 1]
    before = one[..., 0] - other[..., 1]
    gap = torch.maximum(after, before)
    edges = torch.tensor(DISTANCES, device=gap.device)
    return torch.bucketize(gap, edges) + torch.where(before > after, len(DISTANCES) + 1, 0)


def load_tagger(folder: Path, device: torch.device, dropout: float = 0.0) -> Tagger:
    """Read a tagger that a training left in *folder*."""
    kept = torch.load(folder / "tagger.pt", map_location=device, weights_only=True)
    tagger = Tagger(Encoder(Shape(**kept["shape"]), dropout), dropout).to(device)
    tagger.load_state_dict({name: value.float() for name, value in kept["state"].items()})
    return tagger.eval()


def save_tagger(tagger: Tagger, folder: Path) -> None:
    """Write *tagger* to *folder*, in half precision."""
    state = {name: value.half() for name, value in tagger.state_dict().items()}
    torch.save({"shape": asdict(tagger.encoder.shape), "state": state}, folder / "tagger.pt")
