"""The tag sets: BIOES over roles and over entity types, and what each corpus's labels become."""

ROLES = ("source", "cue", "content")
ENTITIES = ("PERSON", "ORG", "PLACE", "NORP", "MISC")

TRAIN_ON = {"all": ("polnear", "worldwide", "gum"), "open": ("gum_roles", "gum", "gmb")}
"""Corpora by choice of data; "open" are the openly licensed ones."""

TEXT_OF = ("pages", "sentences")
"""Corpora that a teacher reads for their text alone."""

ENTITY_OF = {
    # worldwide_ner
    "Person": "PERSON", "Organization": "ORG", "Location": "PLACE", "Facility": "PLACE", "NORP": "NORP",
    "Product": "MISC", "Misc": "MISC",
    # gmb_ner
    "per": "PERSON", "org": "ORG", "geo": "PLACE", "gpe": "NORP", "art": "MISC", "eve": "MISC", "nat": "MISC",
    # gum_ccby
    "PERSON": "PERSON", "ORGANIZATION": "ORG", "PLACE": "PLACE",
}  # fmt: skip
"""Labels that are not listed (dates, sums, …) are read as no entity."""


def tag_count(kinds: tuple[str, ...]) -> int:
    """O, and B, I, E, S of each kind."""
    return 1 + 4 * len(kinds)


def legal(count: int) -> tuple[list[list[bool]], list[bool], list[bool]]:
    """Say which tags may follow which, begin and end, for *count* tags: ``[from][to]``, ``[tag]``, ``[tag]``.

    Tag 0 is O; of kind k, tags 4k+1 … 4k+4 are B, I, E, S.
    """

    def part(tag: int) -> tuple[str, int]:
        return ("O", -1) if tag == 0 else ("BIES"[(tag - 1) % 4], (tag - 1) // 4)

    def follows(before: int, after: int) -> bool:
        (p, kind), (q, next_kind) = part(before), part(after)
        return q in "IE" and kind == next_kind if p in "BI" else q in "OBS"

    pairs = [[follows(a, b) for b in range(count)] for a in range(count)]
    return pairs, [part(t)[0] in "OBS" for t in range(count)], [part(t)[0] in "OES" for t in range(count)]
