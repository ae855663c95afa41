"""Train the tagger. README.md beside this file gives the commands; --help the options."""

import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from batches import Batch, batch, batches, windows
from corpora import Document, corpus_options, load
from distill import Soft
from measure import CHOOSE_ON, measure
from model import Encoder, Tagger, load_tagger, save_tagger
from renaming import renamed
from tags import TEXT_OF, TRAIN_ON


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--encoder", type=Path, help="folder with config.json and model.safetensors, to begin from"
    )
    parser.add_argument(
        "--start",
        type=Path,
        help="folder of an earlier run, or of a pruned one, to go on from its weights with new rates",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and figures")
    parser.add_argument(
        "--data", choices=TRAIN_ON, default="all", help="open: the openly licensed corpora alone"
    )
    parser.add_argument("--soft", type=Path, help="folder of soft labels that distill.py wrote")
    parser.add_argument(
        "--gold-share", type=float, default=0.3, help="weight of gold labels beside teachers' beliefs"
    )
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument(
        "--seconds", type=float, help="stop after so long instead, the rates falling with the clock"
    )
    parser.add_argument("--lr", type=float, default=3e-4, help="of the top layer")
    parser.add_argument("--head-lr", type=float, default=2e-3)
    parser.add_argument(
        "--layer-decay", type=float, default=0.9, help="factor on the rate from each layer to the one below"
    )
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--longest", type=int, default=256, help="tokens in a window")
    parser.add_argument(
        "--alone",
        type=float,
        default=0.3,
        help="share of the windows that hold one paragraph, as they are read",
    )
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument(
        "--rename", type=float, default=0.3, help="share of the entity documents whose names are changed"
    )
    parser.add_argument("--gmb-share", type=float, default=0.3, help="share of GMB read in each epoch")
    parser.add_argument(
        "--text-share", type=float, default=0.25, help="share of the unlabelled texts read in each epoch"
    )
    parser.add_argument(
        "--average", type=float, default=0.999, help="decay of the running mean of the weights"
    )
    parser.add_argument("--link-weight", type=float, default=0.3)
    parser.add_argument("--keep-every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--measure-every", type=int, default=4, help="epochs")
    parser.add_argument("--layers", type=int, nargs="*", help="keep these layers of the encoder only, from 0")
    parser.add_argument(
        "--freeze", type=int, default=0, help="leave so many of the lowest layers as they are"
    )
    parser.add_argument("--freeze-words", action="store_true", help="leave the word embeddings as they are")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the order of the data and of dropout; not of the heads"
    )
    corpus_options(parser)
    return parser.parse_args()


def groups(tagger: Tagger, lr: float, head_lr: float, decay: float) -> list[dict]:
    """Parameter groups: the heads at their own rate, each encoder layer slower than the one above it."""
    found: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    depth = tagger.encoder.shape.layers
    for name, parameter in tagger.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("encoder.layers."):
            rate = lr * decay ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.") and not name.startswith("encoder.features"):
            rate = lr * decay**depth
        else:
            rate = head_lr
        found.setdefault((rate, 0.01 if parameter.ndim > 1 else 0.0), []).append(parameter)
    return [
        {"params": params, "lr": rate, "weight_decay": weight} for (rate, weight), params in found.items()
    ]


def loss_of(
    tagger: Tagger, made: Batch, device: torch.device, arguments: argparse.Namespace, soft: Soft | None
) -> Tensor:
    """Mean loss of a batch: gold tags, teachers' beliefs where there are any, and links."""
    ids, features, mask, at, words, tags = (
        torch.from_numpy(array).to(device, non_blocking=True)
        for array in (made.ids, made.features, made.mask, made.at, made.words, made.tags)
    )
    with torch.autocast(device.type, torch.bfloat16):
        hidden = tagger.encode(ids, features, mask).flatten(0, 1)
    hidden = hidden.float()
    count = words.sum()
    share = arguments.gold_share if soft else 1.0
    total = hidden.new_zeros(())
    if made.task != "none":
        emissions = tagger.heads[made.task](hidden)[at]
        total = share * tagger.crfs[made.task].loss(emissions, words, tags).sum()
    if soft:
        for head in ("roles", "entities"):
            unary, pairwise = (
                torch.from_numpy(array).to(device).float()
                for array in soft.stack(made.parts, head, words.shape[1])
            )
            emissions = tagger.heads[head](hidden)[at]
            weight = 1 - share if head == made.task else 0.5
            total = total + weight * tagger.crfs[head].expected_loss(emissions, words, unary, pairwise).sum()
    if made.cue_of.size:
        links = (torch.from_numpy(array).to(device) for array in (made.cues, made.contents, made.sources))
        by_cue, by_source = tagger.link_scores(hidden, at, *links)
        for scores, wanted, there in (
            (by_cue, made.cue_of, made.contents),
            (by_source, made.source_of, made.cues),
        ):
            real = torch.from_numpy(there[..., 0] >= 0).to(device)
            target = torch.from_numpy(wanted).to(device)
            total = total + arguments.link_weight * functional.cross_entropy(
                scores[real], target[real], reduction="sum"
            )
    return (
        total / count * 20
    )  # about the length of a sentence, so that rates carry over from per-sentence losses


def epoch(corpora: dict[str, list[Document]], arguments: argparse.Namespace, rng: random.Random) -> list:
    """Draw the batches of one epoch."""
    documents = []
    for name, docs in corpora.items():
        share = arguments.gmb_share if name == "gmb" else arguments.text_share if name in TEXT_OF else 1.0
        taken = docs if share == 1.0 else rng.sample(docs, int(len(docs) * share))
        if docs[0].task == "entities" and not arguments.soft:  # beliefs are of the words as they were
            taken = renamed(taken, arguments.rename, rng)
        documents += taken
    drawn = windows(documents, arguments.longest, rng, alone=arguments.alone)
    return batches(drawn, arguments.batch_tokens, rng)


class Run:
    """A tagger in training: its weights, their running mean, the optimizer and the schedule; kept in checkpoints."""

    def __init__(self, arguments: argparse.Namespace, steps: int, device: torch.device) -> None:
        """Begin from the encoder, from an earlier run's weights, or where this run was cut off."""
        if arguments.start:
            self.tagger = load_tagger(arguments.start, device, arguments.dropout)
        else:
            encoder = Encoder.pretrained(arguments.encoder, arguments.dropout)
            if arguments.layers:
                encoder.keep(arguments.layers)
            if arguments.freeze:
                encoder.freeze(arguments.freeze)
            self.tagger = Tagger(encoder, arguments.dropout).to(device)
        if arguments.freeze_words:
            self.tagger.encoder.words.requires_grad_(False)
        self.mean = torch.optim.swa_utils.AveragedModel(
            self.tagger, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(arguments.average)
        )
        self.optimizer = torch.optim.AdamW(
            groups(self.tagger, arguments.lr, arguments.head_lr, arguments.layer_decay),
            betas=(0.9, 0.98),
            fused=True,
        )
        self.began = self.kept_at = time.monotonic()
        self.keep_every = arguments.keep_every
        self.seconds = arguments.seconds
        self.steps = steps
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.first_epoch = self.first_batch = 0
        self.kept = arguments.out / "resume.pt"
        self._stateful = {
            "tagger": self.tagger, "mean": self.mean, "optimizer": self.optimizer, "schedule": self.schedule
        }  # fmt: skip
        if self.kept.exists():
            kept = torch.load(self.kept, map_location=device, weights_only=True)
            for name, part in self._stateful.items():
                part.load_state_dict(kept[name])
            self.first_epoch, self.first_batch = kept["epoch"], kept["batch"]
            self.began -= kept["spent"]

    @property
    def spent(self) -> float:
        """Seconds since it began, without those it was cut off for."""
        return time.monotonic() - self.began

    @property
    def over(self) -> bool:
        """Whether its seconds are spent; never where none were set."""
        return self.seconds is not None and self.spent > self.seconds

    def _rate(self, step: int) -> float:
        """Warm up over 6 % of the steps, then fall to 0, by steps or by the clock."""
        done = step / self.steps if self.seconds is None else self.spent / self.seconds
        return min((step + 1) / (0.06 * self.steps + 1), max(0.0, 1 - done) + 1e-3)

    def step(self, loss: Tensor) -> None:
        """Learn from one batch."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.tagger.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.mean.update_parameters(self.tagger)

    def keep(self, number: int, batch: int) -> None:
        """Write a checkpoint before *batch* of epoch *number*, unless the last one is not old yet."""
        if time.monotonic() - self.kept_at < self.keep_every:
            return
        self.kept_at = time.monotonic()
        unfinished = self.kept.with_suffix(".part")
        torch.save(
            {name: part.state_dict() for name, part in self._stateful.items()}
            | {"epoch": number, "batch": batch, "spent": self.spent},
            unfinished,
        )
        unfinished.replace(self.kept)


def main() -> None:
    arguments = options()
    arguments.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)  # heads begin alike in every run, so that runs can be averaged
    torch.set_float32_matmul_precision("high")
    corpora = {
        name: load(name, "train", arguments)
        for name in (*TRAIN_ON[arguments.data], *(TEXT_OF if arguments.soft else ()))
    }
    chosen = [(name, head, load(name, "dev", arguments)) for name, head in CHOOSE_ON]
    soft = (
        Soft(arguments.soft, [doc for docs in corpora.values() for doc in docs]) if arguments.soft else None
    )

    def batches_of(seed: int) -> list:
        return epoch(corpora, arguments, random.Random(seed))

    run = Run(arguments, int(len(batches_of(0)) * arguments.epochs * 1.01), device)
    log = (arguments.out / "log.jsonl").open("a")
    for number in range(run.first_epoch, arguments.epochs):
        run.tagger.train()
        losses: dict[str, list[Tensor]] = {}
        begin = run.first_batch if number == run.first_epoch else 0
        for at, (task, packed) in enumerate(batches_of(arguments.seed * 1000 + number)[begin:], begin):
            torch.manual_seed((arguments.seed * 1000 + number) * 100_000 + at)
            run.keep(number, at)
            loss = loss_of(run.tagger, batch(task, packed), device, arguments, soft)
            run.step(loss)
            losses.setdefault(task, []).append(loss.detach())
            if run.over:
                break
        means = {task: round(float(torch.stack(values).mean()), 3) for task, values in losses.items()}
        line: dict[str, object] = {"epoch": number, "seconds": round(run.spent, 1), "loss": means}
        last = run.over or number == arguments.epochs - 1
        if last:
            save_tagger(run.mean.module, arguments.out)
        if last or (number + 1) % arguments.measure_every == 0:
            for name, head, docs in chosen:
                line[name] = measure(run.mean.module, docs, head, device, arguments.longest)
        print(arguments.out.name, json.dumps(line), flush=True)
        log.write(json.dumps(line) + "\n")
        log.flush()
        if last:
            break
    run.kept.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
