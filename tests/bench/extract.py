"""Print how fast one process extracts, how much memory it takes, and how time grows up to a megabyte.

    python tests/bench/extract.py [ARTICLES.jsonl.gz]

Lines of ARTICLES hold a "text"; without it, the articles are made up of a few sentences.
"""

import gzip
import json
import resource
import sys
import time

from onrecord_extract.extraction import extract
from onrecord_extract.words import segments

TOKENS = 800
MADE_UP = (
    "The harbour master of Wexley, Ruth Adeyemi, said on Tuesday that tolls would double in March.\n\n"
    "“We have no choice,” she said. “The sea wall will not mend itself.”\n\n"
    "According to Tom Barrow, who runs the ferry, the town was not asked. He accused the council of “hiding the bill”.\n\n"
) * 11


def tokens(text: str) -> int:
    """Count words and signs."""
    return sum(len(segment.starts) for segment in segments(text))


def main() -> None:
    texts = [MADE_UP] * 20
    if len(sys.argv) > 1:
        with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    extract(texts[0])  # loads the model
    before = time.process_time()
    for text in texts:
        extract(text)
    spent = time.process_time() - before
    print(f"{sum(map(tokens, texts)) / TOKENS / spent:.1f} articles of {TOKENS} tokens per second of CPU")
    for characters in (62_500, 125_000, 250_000, 500_000, 1_000_000):
        text = ("The port is late, he said, and “no” is no answer " * (characters // 40))[:characters]
        before = time.process_time()
        extract(text)
        print(f"{characters:>9,} characters in one paragraph: {time.process_time() - before:5.1f} s of CPU")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
