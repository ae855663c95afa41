"""Print how long a page takes to clean beside trafilatura's fast mode, page by page in turn, and how much memory.

    python tests/bench/clean.py [PAGES.jsonl.gz]

Lines of PAGES hold an "html"; without it, the pages are made up. Time is CPU time of one process, the best of ROUNDS for
each page; memory is the peak of a process that did nothing else.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import mean, median

ROUNDS = 3
STATUS_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
EXTRACTORS = ("onrecord", "trafilatura fast")
MADE_UP = (
    "<html lang=en><head><title>Wexley harbour to close - The Gull</title></head><body><nav class=menu><ul>"
    + "<li><a href=/x>Section</a></li>" * 60
    + "</ul></nav><main><article><h1>Wexley harbour to close</h1><div class=byline>By Tom Okafor</div>"
    + "<p>The harbour at Wexley will close on Monday after cracks were found in two piers, the port authority said.</p>"
    * 30
    + "</article><aside class=related>"
    + "<div class=teaser><a href=/y><h3>Council to pay for a second survey</h3></a></div>" * 40
    + "</aside></main><footer><p>© The Gull. All rights reserved.</p></footer></body></html>"
)


def pages() -> list[bytes]:
    """Give the pages as they come over the wire."""
    if len(sys.argv) < 2:
        return [MADE_UP.encode()] * 20
    with gzip.open(Path(sys.argv[1]), "rt", encoding="utf-8") as lines:
        return [json.loads(line)["html"].encode() for line in lines]


def extractor(name: str) -> Callable[[bytes], object]:
    """Import and give an extractor; a process that never asks for it does not pay its memory."""
    if name == "onrecord":
        clean_page = import_module("onrecord_clean.cleaning").clean_page
        return lambda html: clean_page(html, content_type="text/html; charset=utf-8")
    extract = import_module("trafilatura").extract
    return lambda html: extract(html, fast=True)


def milliseconds(extract: Callable[[bytes], object], html: bytes) -> float:
    before = time.process_time()
    extract(html)
    return (time.process_time() - before) * 1_000


def peak_mb(name: str) -> str:
    """Run this file in a process of its own that only extracts, and give what it says of its memory."""
    return subprocess.run(
        [sys.executable, __file__, *sys.argv[1:]],
        env={**os.environ, "BENCH_MEMORY_OF": name},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def print_memory(name: str) -> None:
    extract, every = extractor(name), pages()
    extract(every[0])
    loaded = most_mb()
    for html in every:
        extract(html)
    print(f"{most_mb():.0f} MB at most, {loaded:.0f} MB after one page")


def most_mb() -> float:
    """Read the most memory this process held; ru_maxrss would count what its parent held when it started it."""
    return int(STATUS_PEAK.search(Path("/proc/self/status").read_text())[1]) / 1_024  # type: ignore[index]  # Linux always says it


def main() -> None:
    if only := os.environ.get("BENCH_MEMORY_OF"):
        print_memory(only)
        return
    every = pages()
    extractors = [extractor(name) for name in EXTRACTORS]
    for extract in extractors:
        milliseconds(extract, every[0])  # what is loaded once is not counted
    best = [[float("inf")] * len(every) for _ in extractors]
    for _ in range(ROUNDS):
        for i, html in enumerate(every):
            for times, extract in zip(best, extractors, strict=True):
                times[i] = min(times[i], milliseconds(extract, html))
    for name, times in zip(EXTRACTORS, best, strict=True):
        print(
            f"{name:18}{mean(times):7.1f} ms a page, median {median(times):5.1f}, longest {max(times):6.1f}; {peak_mb(name)}"
        )
    ours, theirs = best
    print(
        f"{EXTRACTORS[0]} takes {sum(ours) / sum(theirs):.2f} of the time of {EXTRACTORS[1]} ({len(every)} pages)"
    )


if __name__ == "__main__":
    main()
