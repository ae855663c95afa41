"""Print how clean the text and how right the labels are, beside what other extractors make of the same pages.

    ONRECORD_DATA=… ONRECORD_EVAL=… python tests/quality/clutter.py [--ours]

ONRECORD_DATA holds html/aeb_dev.jsonl.gz and html/wcxb_dev.jsonl.gz (pages with their text), clutter/dev.jsonl (labelled
blocks of plain text) and clutter/hard_negatives.jsonl; ONRECORD_EVAL the scripts score_text.py and score_clutter.py. The
other extractors are measured where they are installed: `uv sync --inexact --group quality`.
"""

import argparse
import gzip
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from onrecord_clean.cleaning import clean_blocks, clean_page
from onrecord_clean.records import Cleaned

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


def cleaned(html: str) -> Cleaned:
    return clean_page(html.encode(), content_type="text/html; charset=utf-8")


def without_headline(html: str) -> str:
    """Give our text as the gold texts have it: they leave the headline out."""
    return "\n\n".join(
        block.text for block in cleaned(html).blocks if block.start is not None and block.label != "headline"
    )


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


def print_main_text(data: Path, evaluation: Path, extractors: dict[str, Extractor]) -> None:
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
            found = [{"id": page["id"], "text": attempted(extractor, page["html"])} for page in pages]
            spent = (time.process_time() - before) / len(pages) * 1_000
            result = scored(evaluation / "score_text.py", path, found)
            row += f"{result['precision']:12.3f}{result['recall']:7.3f}{result['f1']:7.3f}{spent:7.1f}"
        print(row, flush=True)


def print_labels(data: Path, evaluation: Path) -> None:
    """Print how well the blocks of plain text are labelled."""
    path = data / "clutter" / "dev.jsonl"
    found = []
    for page in read(path):
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
    kept = sum(clean_blocks([each["text"]]).blocks[0].label == "body" for each in hard)
    print(f"{'talks about clutter, kept':28}{kept:14} of {len(hard)}")


def print_cuts(data: Path) -> None:
    """Print how often a cut is found, and how often a whole article is called cut."""
    rng = Random(4)
    cut = whole = count = 0
    for part in PAGES:
        for page in read(data / "html" / f"{part}.jsonl.gz"):
            paragraphs = [line.strip() for line in page["text"].split("\n") if line.strip()]
            if len(paragraphs) < 4:
                continue
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
    arguments = parser.parse_args()
    data, evaluation = (Path(os.environ[name]) for name in ("ONRECORD_DATA", "ONRECORD_EVAL"))
    extractors: dict[str, Extractor] = {
        "onrecord": lambda html: cleaned(html).text,
        "onrecord, no headline": without_headline,
    }
    if not arguments.ours:
        extractors |= peers()
    print_main_text(data, evaluation, extractors)
    print_labels(data, evaluation)
    print_cuts(data)


if __name__ == "__main__":
    main()
