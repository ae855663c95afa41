"""Average the weights of runs that began alike, and say what each and their mean reach on the development sets.

    python soup.py --runs runs/seed1 runs/seed2 … --out runs/soup --tokenizer … --data-dir …

Averaging fine-tuned runs costs nothing at run time: Wortsman et al. 2022, "Model soups".
"""

import argparse
import json
from pathlib import Path

import torch

from corpora import corpus_options, load
from measure import CHOOSE_ON, measure
from model import load_tagger, save_tagger


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--longest", type=int, default=256)
    corpus_options(parser)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    taggers = [load_tagger(run, device) for run in arguments.runs]
    states = [tagger.state_dict() for tagger in taggers]
    taggers[0].load_state_dict(
        {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    )
    save_tagger(taggers[0], arguments.out)
    figures = {
        name: measure(taggers[0], load(name, "dev", arguments), head, device, arguments.longest)
        for name, head in CHOOSE_ON
    }
    (arguments.out / "log.jsonl").write_text(json.dumps(figures) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
