"""Print how clean the text and how right the labels are, beside what other extractors make of the same pages.

    ONRECORD_DATA=… ONRECORD_EVAL=… python tests/quality/clutter.py [--ours] [--halves WITHOUT0 WITHOUT1]

ONRECORD_DATA holds html/aeb_dev.jsonl.gz and html/wcxb_dev.jsonl.gz (pages with their text), clutter/dev.jsonl (labelled
blocks of plain text) and clutter/hard_negatives.jsonl; ONRECORD_EVAL the scripts score_text.py and score_clutter.py. The
other extractors are measured where they are installed, as `make quality-clutter` does.

The weights that ship were trained on these pages too, among others: with them this is a check that nothing broke, and the
peers are not beaten fairly. ``--halves`` names two folders with weights.npz, second.npz and trees.npz, made as training/blocks/train.py
and trees.py say, and reads each page with those that have not seen its host; its figures are the honest ones, and stand in
model/README.md.
"""

import argparse
import gzip
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from onrecord_clean import tagger, trees
from onrecord_clean.cleaning import clean_blocks, clean_page
from onrecord_clean.records import Cleaned
from onrecord_cli.apart import apart

Record = dict[str, Any]
Extractor = Callable[[str], str]

PAGES = ("aeb_dev", "wcxb_dev")
CUT = ("paywalled", "partial")
LOCKS = (
    "To Read the Full Story", "Subscribe to continue reading", "This article is for subscribers only",
    "Il vous reste 57% de cet article à lire.", "Continue reading with a subscription", "Already a subscriber? Log in",
    "Register for free to keep reading", "Sign in to read the full article",
    "You've reached your limit of free articles", "Become a member to read the rest of this story",
)  # fmt: skip


def read(path: Path) -> list[Record]:
    """Read all lines of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scored(script: Path, gold: Path, found: Iterable[Record]) -> Record:
    """Run a scoring script and read what it prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in found)
        file.flush()
        printed = subprocess.run(
            [sys.executable, str(script), str(gold), file.name], check=True, capture_output=True, text=True
        ).stdout
    result: Record = json.loads(printed)
    return result


def host(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?([^/:?#]*).*", r"\1", url.lower())


def read_with(halves: Sequence[Path], record: Record) -> None:
    """Let the labeller and the trees use what has not seen the host of *record*, if there is such.

    Hosts are dealt as training/blocks/pages.py deals them.
    """
    if halves:
        half = halves[crc32(host(record.get("url") or "").encode()) & 1]
        tagger.WEIGHTS, tagger.SECOND, trees.TREES = (
            half / name for name in ("weights.npz", "second.npz", "trees.npz")
        )


def cleaned(html: str) -> Cleaned:
    return clean_page(html.encode(), content_type="text/html; charset=utf-8")


def text_of(html: str) -> str:
    """Give our text as `onrecord analyze --jsonl` does: the headline stands apart, as it does in the gold texts."""
    return apart(cleaned(html)).text


def peers() -> dict[str, Extractor]:
    """Name the other extractors that are installed, each as its documentation calls it; say which are not."""
    makers: dict[str, tuple[str, Callable[[Any], Extractor]]] = {
        "trafilatura": ("trafilatura", lambda m: lambda html: m.extract(html) or ""),
        "trafilatura fast": ("trafilatura", lambda m: lambda html: m.extract(html, fast=True) or ""),
        "resiliparse": (
            "resiliparse.extract.html2text",
            lambda m: lambda html: str(m.extract_plain_text(html, main_content=True)),
        ),
        "readability-lxml": ("readability", _readability),
        "jusText": ("justext", _justext),
        "newspaper4k": ("newspaper", _newspaper),
    }
    found: dict[str, Extractor] = {}
    for name, (module, make) in makers.items():
        try:
            found[name] = make(importlib.import_module(module))
        except ImportError as missing:
            print(f"{name} is not measured: {missing}", file=sys.stderr)
    return found


def _readability(module: Any) -> Extractor:
    html_to_text = importlib.import_module("lxml.html").fromstring

    def extract(html: str) -> str:
        summary = module.Document(html).summary(html_partial=True)
        return "\n".join(html_to_text(summary).itertext()) if summary.strip() else ""

    return extract


def _justext(module: Any) -> Extractor:
    words = module.get_stoplist("English")

    def extract(html: str) -> str:
        return "\n".join(
            part.text for part in module.justext(html.encode(), words) if not part.is_boilerplate
        )

    return extract


def _newspaper(module: Any) -> Extractor:
    def extract(html: str) -> str:
        article = module.Article("http://127.0.0.1/", language="en", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def attempted(extractor: Extractor, html: str) -> str:
    """Give what *extractor* finds; nothing where it raises."""
    try:
        return extractor(html)
    except Exception as error:  # others' libraries raise what they like on a page
        print(f"{type(error).__name__}: {error}"[:120], file=sys.stderr)
        return ""


def print_main_text(
    data: Path, evaluation: Path, extractors: dict[str, Extractor], halves: Sequence[Path]
) -> None:
    """Print precision, recall, F1 and CPU time a page of each extractor on each set of pages."""
    print(
        f"{'main text of HTML':28}"
        + "".join(f"{name + ' P':>12}{'R':>7}{'F1':>7}{'ms':>7}" for name in PAGES)
    )
    for name, extractor in extractors.items():
        row = f"{name:28}"
        for part in PAGES:
            path = data / "html" / f"{part}.jsonl.gz"
            pages = read(path)
            attempted(extractor, pages[0]["html"])  # what is loaded once is not counted
            before = time.process_time()
            found = []
            for page in pages:
                read_with(halves, page)
                found.append({"id": page["id"], "text": attempted(extractor, page["html"])})
            spent = (time.process_time() - before) / len(pages) * 1_000
            result = scored(evaluation / "score_text.py", path, found)
            row += f"{result['precision']:12.3f}{result['recall']:7.3f}{result['f1']:7.3f}{spent:7.1f}"
        print(row, flush=True)


def print_labels(data: Path, evaluation: Path, halves: Sequence[Path]) -> None:
    """Print how well the blocks of plain text are labelled."""
    path = data / "clutter" / "dev.jsonl"
    found = []
    for page in read(path):
        read_with(halves, page)
        ours = clean_blocks([block["text"] for block in page["blocks"]])
        blocks = [{"label": block.label} for block in ours.blocks]
        found.append({"id": page["id"], "completeness": ours.completeness, "blocks": blocks})
    result = scored(evaluation / "score_clutter.py", path, found)
    rows = {"article against clutter": result["article"], **result["labels"]}
    print(f"\n{'blocks of plain text':28}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}")
    for name, row in rows.items():
        print(f"{name:28}{row['precision']:7.3f}{row['recall']:7.3f}{row['f1']:7.3f}{row['gold']:7}")
    print(f"{'macro F1 over the labels':28}{result['macro_f1']:21.3f}")
    print(f"{'completeness of the pages':28}{result['completeness']:21.3f}")
    hard = read(data / "clutter" / "hard_negatives.jsonl")
    kept = 0
    for each in hard:
        read_with(halves, each)
        kept += clean_blocks([each["text"]]).blocks[0].label == "body"
    print(f"{'talks about clutter, kept':28}{kept:14} of {len(hard)}")


def print_cuts(data: Path, halves: Sequence[Path]) -> None:
    """Print how often a cut is found, and how often a whole article is called cut."""
    rng = Random(4)
    cut = whole = count = 0
    for part in PAGES:
        for page in read(data / "html" / f"{part}.jsonl.gz"):
            paragraphs = [line.strip() for line in page["text"].split("\n") if line.strip()]
            if len(paragraphs) < 4:
                continue
            read_with(halves, page)
            title = page["meta"].get("title") or ""
            kept = paragraphs[: rng.randint(2, max(2, len(paragraphs) // 2))]
            cut += clean_blocks([title, *kept, rng.choice(LOCKS)]).completeness in CUT
            whole += clean_blocks([title, *paragraphs]).completeness in CUT
            count += 1
    print(
        f"\n{'articles cut on purpose':28}found {cut / count:.3f}, whole ones called cut {whole / count:.3f}, of {count}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ours", action="store_true", help="leave the other extractors out")
    parser.add_argument(
        "--halves",
        type=Path,
        nargs=2,
        default=(),
        help="folders of what was trained without each half of the hosts",
    )
    arguments = parser.parse_args()
    data, evaluation = (Path(os.environ[name]) for name in ("ONRECORD_DATA", "ONRECORD_EVAL"))
    extractors: dict[str, Extractor] = {
        "onrecord": text_of,
        "onrecord with the headline": lambda html: cleaned(html).text,
    }
    if not arguments.ours:
        extractors |= peers()
    print_main_text(data, evaluation, extractors, arguments.halves)
    print_labels(data, evaluation, arguments.halves)
    print_cuts(data, arguments.halves)


if __name__ == "__main__":
    main()
