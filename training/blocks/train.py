"""Train the labeller of services/onrecord_clean and write its weights.

    python training/blocks/train.py --lines $D/clutter_lines --typed $D/clutter_gold/test.jsonl.gz \\
        --html $D/html/aeb_dev.jsonl.gz $D/html/wcxb_dev.jsonl.gz --out services/onrecord_clean/model/weights.npz

Likewise ``--forms 14 --out services/onrecord_clean/model/second.npz`` for the one that is asked besides of plain text.

Needs torch besides the package. Six and eleven minutes of an idle core; one seed and one thread.

Those weights have seen the development pages. To measure, train twice more with ``--measured`` (these pages and
clutter/dev.jsonl) and ``--without 0`` or ``1``, which leaves out half of their hosts (pages.half_of), likewise the trees
(trees.py), and let tests/quality/clutter.py read each page with what has not seen its host: ``--halves WITHOUT0 WITHOUT1``.
"""

from __future__ import annotations

import argparse
import random
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import pages
from onrecord_clean.features import BUCKETS, DENSE, Features, runs
from onrecord_clean.records import LABELS

BATCH = 16
DILATIONS = (1, 2, 4, 8, 16)
WORDS_DROPPED, NAMES_DROPPED, DROPPED = 0.5, 0.6, 0.45
"""The pages are few and their class names fewer: half of what is seen is hidden each time."""
AVERAGED = 0.998
CLUTTER_COLUMNS = [i for i in range(len(LABELS)) if not pages.ARTICLE >> i & 1]
ARTICLE_COLUMNS = [i for i in range(len(LABELS)) if pages.ARTICLE >> i & 1]


class Labeller(nn.Module):
    """The same arithmetic as onrecord_clean.tagger, for batches of pages padded to one length."""

    def __init__(self, width: int, channels: int) -> None:
        super().__init__()
        self.et = nn.EmbeddingBag(BUCKETS, width, mode="mean")
        self.ep = nn.EmbeddingBag(BUCKETS, width, mode="mean")
        with torch.no_grad():
            self.et.weight.normal_(std=0.1)
            self.ep.weight.normal_(std=0.1)
        self.inp = nn.Linear(2 * width + DENSE, channels)
        self.conv = nn.ModuleList(nn.Conv1d(channels, channels, 3, padding=d, dilation=d) for d in DILATIONS)
        self.mid = nn.Linear(2 * channels, channels)
        self.out = nn.Linear(2 * channels, len(LABELS))

    def forward(self, batch: Batch) -> torch.Tensor:
        text = self.et(*self._some(batch.text, batch.text_at, WORDS_DROPPED))
        path = self.ep(*self._some(batch.path, batch.path_at, NAMES_DROPPED))
        if self.training:
            text = functional.dropout(text, 0.2)
        alone = torch.relu(self.inp(torch.cat([text, path, batch.dense], 1)))
        grid = torch.zeros(batch.there.numel(), alone.shape[1])
        grid[batch.cells] = alone
        grid = grid.view(*batch.there.shape, -1)
        there = batch.there.unsqueeze(-1)
        hidden = grid
        for i, convolve in enumerate(self.conv):
            seen = functional.dropout(hidden, DROPPED, self.training)
            hidden = (
                hidden + torch.relu(beside(seen, DILATIONS[i]) @ kernel(convolve) + convolve.bias) * there
            )
            if i == 1:
                mean = (hidden * there).sum(1) / there.sum(1).clamp(min=1)
                page = torch.cat([mean, hidden.masked_fill(there == 0, 0).max(1).values], 1)
                hidden = (hidden + torch.relu(self.mid(page)).unsqueeze(1)) * there
        both = functional.dropout(torch.cat([grid, hidden], 2), DROPPED, self.training)
        return self.out(both).view(-1, len(LABELS))[batch.cells]

    def _some(self, ids: torch.Tensor, at: torch.Tensor, hidden: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Leave the share *hidden* of the *ids* out while training; *at* is where each block's begin."""
        if not self.training:
            return ids, at
        kept = torch.rand(ids.shape) >= hidden
        before = torch.cat([torch.zeros(1, dtype=torch.long), kept.cumsum(0)])
        return ids[kept], before[at]


def beside(rows: torch.Tensor, dilation: int) -> torch.Tensor:
    """Put each block's neighbours beside it; shape (pages, n, 3c). Quicker than a dilated Conv1d on a CPU."""
    n = rows.shape[1]
    padded = functional.pad(rows, (0, 0, dilation, dilation))
    return torch.cat([padded[:, at : at + n] for at in (0, dilation, 2 * dilation)], 2)


def kernel(convolve: nn.Conv1d) -> torch.Tensor:
    return convolve.weight.permute(2, 1, 0).reshape(-1, convolve.out_channels)


class Batch:
    """Pages side by side: flat words and names, and the cell of each block in the grid (pages, longest page)."""

    def __init__(self, examples: list[pages.Example]) -> None:
        features = [example.features for example in examples]
        longest = max(len(each.dense) for each in features)
        self.text, self.text_at = _flat([(each.text_ids, each.text_offsets) for each in features])
        self.path, self.path_at = _flat([_of_blocks(each) for each in features])
        self.dense = torch.from_numpy(np.concatenate([each.dense for each in features]))
        self.cells = torch.cat(
            [torch.arange(len(each.dense)) + i * longest for i, each in enumerate(features)]
        )
        self.there = torch.zeros(len(features), longest)
        for i, each in enumerate(features):
            self.there[i, : len(each.dense)] = 1
        self.labels = torch.from_numpy(
            np.concatenate([example.labels for example in examples]).astype(np.int64)
        )
        self.weights = torch.cat([torch.full((len(example.labels),), example.weight) for example in examples])


def _of_blocks(features: Features) -> tuple[np.ndarray, np.ndarray]:
    """Give each block the names of its place."""
    counts = np.diff(features.path_offsets)[features.path_of]
    at, _ = runs(features.path_offsets[features.path_of], counts)
    return features.path_ids[at], np.concatenate([[0], np.cumsum(counts)])


def _flat(parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[torch.Tensor, torch.Tensor]:
    starts = np.cumsum([0, *[len(ids) for ids, _ in parts]])
    at = np.concatenate(
        [offsets[:-1].astype(np.int64) + start for (_, offsets), start in zip(parts, starts, strict=False)]
    )
    return torch.from_numpy(np.concatenate([ids for ids, _ in parts]).astype(np.int64)), torch.from_numpy(at)


def loss_of(scores: torch.Tensor, batch: Batch, rarity: torch.Tensor) -> torch.Tensor:
    """Ask for one of a block's possible labels, and once more that article and clutter are told apart."""
    log_p = torch.log_softmax(scores, 1)
    possible = ((batch.labels.unsqueeze(1) >> torch.arange(len(LABELS))) & 1).bool()
    one_of = torch.logsumexp(log_p.masked_fill(~possible, -30), 1)
    article = torch.logsumexp(log_p[:, ARTICLE_COLUMNS], 1)
    is_article, is_clutter = possible[:, ARTICLE_COLUMNS].any(1), possible[:, CLUTTER_COLUMNS].any(1)
    border = torch.where(is_article, article, torch.log1p(-article.exp().clamp(max=1 - 1e-6)))
    border = torch.where(is_article & is_clutter, torch.zeros_like(border), border)
    certain = possible.sum(1) == 1
    weights = batch.weights * possible.any(1) * torch.where(certain, rarity[possible.float().argmax(1)], 1.0)
    return -((one_of + 0.7 * border) * weights).sum() / weights.sum().clamp(min=1)


def forms(job: tuple[pages.Source, list[tuple[str, int]], int, int]) -> list[pages.Example]:
    source, typed, seed, count = job
    rng = random.Random(seed)
    return [example for _ in range(count) if len((example := pages.variant(source, typed, rng)).labels)]


def train(examples: list[pages.Example], arguments: argparse.Namespace) -> dict[str, torch.Tensor]:
    counts = np.array(
        [sum(int((each.labels == 1 << i).sum()) for each in examples) for i in range(len(LABELS))]
    )
    rarity = torch.tensor(
        np.clip((counts.mean() / np.maximum(counts, 1)) ** 0.5, 0.5, 5), dtype=torch.float32
    )
    model = Labeller(arguments.width, arguments.channels)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.3)
    steps = arguments.epochs * (len(examples) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, steps, pct_start=0.1)
    averaged = {name: value.detach().clone() for name, value in model.state_dict().items()}
    step = 0
    for epoch in range(arguments.epochs):
        random.shuffle(examples)
        ordered = sorted(examples, key=lambda each: len(each.labels))
        batches = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
        random.shuffle(batches)
        total = 0.0
        for each in batches:
            batch = Batch(each)
            loss = loss_of(model(batch), batch, rarity)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            step += 1
            keep = min(AVERAGED, (1 + step) / (20 + step))
            for name, value in model.state_dict().items():
                averaged[name].lerp_(value, 1 - keep)
            total += float(loss.detach())
        print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}", flush=True)
        save(averaged, arguments.out)
    return averaged


def save(state: dict[str, torch.Tensor], path: Path) -> None:
    arrays = {name: value.numpy().astype(np.float16) for name, value in state.items()}
    np.savez_compressed(path, dilations=np.array(DILATIONS, np.int8), **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--lines", type=Path, required=True, help="folder with train.jsonl.gz and dev.jsonl.gz"
    )
    parser.add_argument("--typed", type=Path, required=True, help="lines typed by hand")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--html", type=Path, nargs="+", required=True, help="pages with their gold text")
    parser.add_argument("--measured", type=Path, nargs="*", default=[], help="pages that will be measured on")
    parser.add_argument("--without", type=int, choices=(0, 1), help="half of their hosts to leave out")
    parser.add_argument("--forms", type=int, default=8, help="forms in which each page is shown")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    left_out = {host for host in pages.hosts(arguments.measured) if pages.half_of(host) == arguments.without}
    sources = pages.read(arguments.lines, left_out | pages.hosts(arguments.html))
    sources += pages.read_html(arguments.html, left_out)
    typed = pages.typed_lines(arguments.typed)
    jobs = [(source, typed, arguments.seed * 10_000 + i, arguments.forms) for i, source in enumerate(sources)]
    with Pool(arguments.threads) as pool:
        examples = [example for made in pool.imap(forms, jobs, 8) for example in made]
    print(f"{len(sources)} pages, {len(examples)} forms", flush=True)
    train(examples, arguments)


if __name__ == "__main__":
    main()
