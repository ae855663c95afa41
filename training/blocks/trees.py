"""Train the trees of services/onrecord_clean and write them.

    python training/blocks/trees.py --lines $D/clutter_lines --html $D/html/aeb_dev.jsonl.gz $D/html/wcxb_dev.jsonl.gz \\
        --out services/onrecord_clean/model/trees.npz

Needs catboost besides the package. Two minutes of an idle core; one seed and one thread.

They learn from the same pages as the labeller (train.py), each once and as it stands, whether a block belongs to the
article. To measure, train twice more with ``--without 0`` or ``1``, as there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

import pages
from onrecord_clean.blocks import PageBlock
from onrecord_clean.features import featurise
from onrecord_clean.layout import layout

COUNT, DEPTH, RATE = 300, 6, 0.1
PATH_ELEMENTS = 6


def examples(
    sources: list[pages.Source],
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float64]]:
    """Give the blocks of known kind: their layout, whether they belong to the article, and their weight.

    A page weighs the same however long it is, and a block in it as the root of its words: the scores count words of
    pages, but a long paragraph is one decision.
    """
    columns, wanted, weights = [], [], []
    for source in sources:
        blocks = [
            PageBlock(row.text, row.tag, row.path[-PATH_ELEMENTS:], row.link_density) for row in source.rows
        ]
        labels = np.array([row.labels for row in source.rows])
        read_on = labels & pages.ARTICLE != 0
        known = read_on ^ (labels & ~pages.ARTICLE != 0)
        words = np.array([1 + row.text.count(" ") for row in source.rows])
        columns.append(layout(blocks, featurise(blocks, source.title))[known])
        wanted.append(read_on[known])
        weights.append((source.weight * np.sqrt(words / words.sum()))[known])
    return np.concatenate(columns), np.concatenate(wanted), np.concatenate(weights)


def train(sources: list[pages.Source], seed: int) -> CatBoostClassifier:
    columns, wanted, weights = examples(sources)
    print(f"{len(sources)} pages, {len(wanted)} blocks", flush=True)
    model = CatBoostClassifier(
        iterations=COUNT, depth=DEPTH, learning_rate=RATE, border_count=64, l2_leaf_reg=5, rsm=0.3,
        bootstrap_type="Bernoulli", subsample=0.7, boosting_type="Plain", random_seed=seed, thread_count=1,
        allow_writing_files=False, verbose=0,
    )  # fmt: skip
    model.fit(columns, wanted, sample_weight=weights * len(weights) / weights.sum())
    return model


def save(model: CatBoostClassifier, path: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        stored = json.loads(Path(file.name).read_text())
    trees = stored["oblivious_trees"]
    splits = [tree["splits"] for tree in trees]
    scale, (bias,) = stored["scale_and_bias"]
    np.savez_compressed(
        path,
        columns=np.array([[each["float_feature_index"] for each in own] for own in splits], np.int16).T,
        borders=np.array([[each["border"] for each in own] for own in splits], np.float32).T,
        leaves=np.array([tree["leaf_values"] for tree in trees], np.float32) * scale,
        bias=np.float32(bias),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--lines", type=Path, required=True, help="folder with train.jsonl.gz and dev.jsonl.gz"
    )
    parser.add_argument("--html", type=Path, nargs="+", required=True, help="pages with their gold text")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--without", type=int, choices=(0, 1), help="half of the hosts of --html to leave out"
    )
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    held = pages.hosts(arguments.html)
    left_out = {host for host in held if pages.half_of(host) == arguments.without}
    sources = pages.read(arguments.lines, held) + pages.read_html(arguments.html, left_out)
    save(train(sources, arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
