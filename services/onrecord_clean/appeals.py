"""Appeals to the reader that run over several blocks: what stands between their parts belongs to them."""

import re
from collections.abc import Sequence

from onrecord_clean.records import READ_ON

KINDS = frozenset({"donation", "subscription_promo", "newsletter", "notification", "registration"})
LONGEST_GAP = 4
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
TO_THE_READER = re.compile(r"\b(?:we|our|ours|us|you|your|yours)\b", re.IGNORECASE)


def close_gaps(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Give *labels* with each short run of article between two parts of one appeal taken into the appeal.

    The run must speak to the reader in every block, outside quotation marks: a newsroom that explains itself reads
    like an article, but articles between two boxes do not say "we" and "you" in each paragraph.
    """
    closed = list(labels)
    last: int | None = None  # the block that was last labelled as part of an appeal
    for i, label in enumerate(labels):
        if label not in KINDS:
            if label not in READ_ON:
                last = None
            continue
        if last is not None and labels[last] == label and 1 < i - last <= LONGEST_GAP + 1:
            gap = range(last + 1, i)
            if all(TO_THE_READER.search(QUOTED.sub(" ", texts[k][:4_000])) for k in gap):
                closed[last + 1 : i] = [label] * len(gap)
        last = i
    return closed
